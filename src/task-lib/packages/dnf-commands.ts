import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { withOutput } from '../../shell/show-output.ts'

/** Runs one command of dnf or yum, for `limit` seconds at most. Throws TaskError if it fails, with what it printed. */
export async function runDnf(
  host: Host,
  {
    tool,
    options,
    limit,
  }: { readonly tool: 'dnf' | 'yum'; readonly options: readonly string[]; readonly limit: number },
  words: readonly string[],
): Promise<void> {
  const answer = await host.run(sh`timeout ${limit} ${tool} -y ${options} ${words}`, {
    title: `${tool} ${words.join(' ')}`,
    ok: 'any',
    live: true,
  })
  const { status, stdout, stderr } = answer
  if (status === 0) return
  throw new TaskError(withOutput(`${tool} ${words.join(' ')} ended with status ${status}`, answer), {
    hint: /No match for argument|Nothing to do|No package .* available/.test(`${stderr}${stdout}`)
      ? 'is the name right, and is its repository enabled?'
      : undefined,
    outputs: { rc: status, stdout: stdout.toString(), stderr: stderr.toString() },
  })
}

/** dnf, unlike yum, takes a version that is older than the installed one for a wish to downgrade. */
export async function refuseDowngrade(host: Host, options: readonly string[], names: readonly string[]) {
  const versioned = names.filter(name => /-(\d+:)?\d|[*?[]/.test(name))
  if (versioned.length === 0) return
  const { stdout } = await host.run(sh`LC_ALL=C dnf ${options} --assumeno install ${versioned}`, {
    title: `what dnf would do for ${versioned.join(' ')}`,
    ok: 'any',
  })
  if (!/^Downgrading:/m.test(stdout.toString())) return
  throw new TaskError(`a newer version is installed than that of ${versioned.join(', ')}`, {
    hint: '`allow_downgrade: true` installs the older version',
  })
}
