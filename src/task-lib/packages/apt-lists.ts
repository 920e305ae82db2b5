import type { Host } from '../../remote/host.ts'
import { sh } from '../../shell/quote.ts'
import type { AptParams } from './apt-params.ts'

/** Whether a task does nothing but fetch package lists: then it has changed something only if a list has. */
export function isUpdateAlone({ name, deb, update_cache, upgrade, ...rest }: AptParams): boolean {
  const { autoremove, clean, autoclean } = rest
  const isMore = name.length > 0 || deb.length > 0 || upgrade !== 'no' || autoremove || clean || autoclean
  return update_cache && !isMore
}

/** The package lists of a host as a text that is another if one of them is: apt gives a list the time that its server gives it. */
export async function listsOf(host: Host): Promise<string> {
  const script = sh`find /var/lib/apt/lists -type f ! -name lock -printf '%P %s %T@\\n' | LC_ALL=C sort`
  return (await host.run(script, { title: 'read the package lists' })).stdout.toString()
}
