import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { AptParams } from './apt-params.ts'

/** Whether the task only fetches package lists. Such a task counts as changed only if a list has changed. */
export function isUpdateAlone({ name, deb, update_cache, upgrade, ...rest }: AptParams): boolean {
  const { autoremove, clean, autoclean } = rest
  const isMore = name.length > 0 || deb.length > 0 || upgrade !== 'no' || autoremove || clean || autoclean
  return update_cache && !isMore
}

/**
 * Returns a listing of the host's package lists (path, size, modification time) that differs if any list has changed:
 * apt sets a list's modification time to the one that its server reports.
 */
export async function listsOf(host: Host): Promise<string> {
  const script = sh`find /var/lib/apt/lists -type f ! -name lock -printf '%P %s %T@\\n' | LC_ALL=C sort`
  return (await host.run(script, { title: 'read the package lists' })).stdout.toString()
}
