import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import { runTransaction } from './run-transaction.ts'

/**
 * Runs one command of dnf or yum for at most `limit` seconds and returns its output. Throws TaskError with the output
 * if it fails.
 */
export async function runDnf(
  host: Host,
  {
    tool,
    options,
    limit,
  }: { readonly tool: 'dnf' | 'yum'; readonly options: readonly string[]; readonly limit: number },
  words: readonly string[],
): Promise<string> {
  const script = sh`timeout ${limit} ${tool} -y ${options} ${words}`
  return runTransaction(host, script, `${tool} ${words.join(' ')}`, hintFor)
}

function hintFor(output: string): string | undefined {
  return /No match for argument|Nothing to do|No package .* available/.test(output)
    ? 'is the name right, and is its repository enabled?'
    : undefined
}

/**
 * Throws TaskError if installing these names would downgrade a package: unlike yum, dnf downgrades without being asked
 * if an older version is named.
 */
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

/**
 * Whether the output of dnf or yum shows that a package was downloaded, such as `etcd-3.5.16-1.x86_64.rpm  12 MB/s | 12
 * MB  00:01`.
 */
export function hasDownloaded(output: string): boolean {
  return /\.rpm\s.*\|/.test(output)
}
