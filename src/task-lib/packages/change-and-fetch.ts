import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { removeFiles } from '../files/remove-files.ts'
import { runApt } from './apt-get.ts'

/** How often `apt-get update` is retried, and the longest pause between two attempts in seconds. */
interface Retries {
  readonly update_cache_retries: number
  readonly update_cache_retry_max_delay: number
}

/**
 * Changes files of package sources, then fetches the package lists. If a list cannot be fetched, restores the files at
 * `paths` and throws apt's TaskError: sources that cannot be fetched would break every later transaction.
 */
export async function changeAndFetch(
  host: Host,
  paths: readonly string[],
  change: () => Promise<void>,
  retries: Retries,
): Promise<void> {
  const kept = await keep(host, paths)
  await change()
  try {
    await runApt(host, updateScript(retries), 'apt-get update')
  } catch (error) {
    if (error instanceof TaskError) await restore(host, kept)
    throw error
  }
}

/**
 * Returns the script that fetches the package lists and retries with increasing pauses. Any list that cannot be fetched
 * is an error.
 */
function updateScript({ update_cache_retries, update_cache_retry_max_delay }: Retries): ShellText {
  return sh`n=1 d=1
until apt-get -o DPkg::Lock::Timeout=60 -o APT::Update::Error-Mode=any update -q; do
  s=$?
  [ "$n" -lt ${update_cache_retries} ] || exit "$s"
  [ "$d" -le ${update_cache_retry_max_delay} ] || d=${update_cache_retry_max_delay}
  sleep "$d"
  n=$((n+1)) d=$((d*2))
done`
}

interface Kept {
  readonly path: string
  readonly bytes: Buffer | null
  readonly mode: string
  readonly owner: string
  readonly group: string
}

async function keep(host: Host, paths: readonly string[]): Promise<Kept[]> {
  const [states, contents] = await Promise.all([host.ask(fileStates(paths)), host.ask(fileContents(paths))])
  return paths.map((path, nth) => {
    const { mode = '0644', uid = 0, gid = 0 } = states[nth] ?? {}
    return { path, bytes: contents[nth] ?? null, mode, owner: String(uid), group: String(gid) }
  })
}

async function restore(host: Host, kept: readonly Kept[]): Promise<void> {
  for (const { path, bytes, mode, owner, group } of kept) {
    if (bytes === null) await removeFiles(host, [path])
    else await host.write({ path, content: bytes, mode, owner, group })
  }
}
