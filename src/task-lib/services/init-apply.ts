import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { InitSteps } from './init-check.ts'
import { type InitVerb, initCommand } from './init-commands.ts'
import { initService } from './init-service.ts'
import type { ServiceParams } from './service-params.ts'

/**
 * Runs the steps of a plan for a service on a host without systemd. Throws TaskError with the output of a step that
 * fails.
 */
export async function applyInitService(host: Host, params: ServiceParams, { verbs, service }: InitSteps) {
  for (const verb of verbs) {
    const title = `${verb} ${params.name} (${service.manager})`
    // A service that is started keeps its output open. The output is a file, because reading a pipe would not end.
    const { status, stdout } = await host.run(
      sh`export LC_ALL=C PATH="$PATH:/usr/sbin:/sbin"
cd / && out=$(mktemp) || exit 1
{
${initCommand(verb, service, params)}
} </dev/null >"$out" 2>&1
status=$?
cat "$out"
rm -f -- "$out"
exit "$status"`,
      { title, ok: 'any' },
    )
    const output = stdout.toString().trim()
    if (status !== 0)
      throw new TaskError(`${title}: it ended with status ${status}\n${output}`, {
        outputs: { rc: status, stdout: output },
      })
    if (STARTS.has(verb)) await isUp(host, params)
  }
}

const STARTS: ReadonlySet<InitVerb> = new Set(['start', 'restart'])

/**
 * Waits until a started service reports that it runs, for `settle` seconds at most. If it does not, the following check
 * reports that.
 */
async function isUp(host: Host, params: ServiceParams): Promise<void> {
  const until = Date.now() + params.settle * 1000
  for (;;) {
    const now = await host.ask(initService(params))
    if (now?.isRunning !== false || Date.now() >= until) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
