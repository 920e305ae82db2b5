import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { InitSteps } from './init-check.ts'
import { type InitVerb, initCommand } from './init-commands.ts'
import { initService } from './init-service.ts'
import type { ServiceParams } from './service-params.ts'

/** Carries out the steps of a plan about a service on a host without systemd. Throws TaskError with what the step printed. */
export async function applyInitService(host: Host, params: ServiceParams, { verbs, service }: InitSteps) {
  for (const verb of verbs) {
    const title = `${verb} ${params.name} (${service.manager})`
    // What is started keeps its output open, so that is a file.
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

/** Waits until a service that was started says that it runs. What it says in the end is for the check that follows. */
async function isUp(host: Host, params: ServiceParams): Promise<void> {
  const until = Date.now() + params.settle * 1000
  for (;;) {
    const now = await host.ask(initService(params))
    if (now?.isRunning !== false || Date.now() >= until) return
    await new Promise(resolve => setTimeout(resolve, 250))
  }
}
