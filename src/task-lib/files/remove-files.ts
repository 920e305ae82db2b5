import type { Change } from '../../authoring/plan.ts'
import type { Host } from '../../remote/host.ts'
import { joinShell, sh } from '../../shell/quote.ts'
import { pathScript } from './path-scripts.ts'

/** Returns the change that removes a file. */
export function fileRemoval(path: string): Change {
  return { resource: `file:${path}`, action: 'delete', before: { state: 'file' }, after: null }
}

/**
 * Removes files in one request; missing files are ignored. A parent directory that another user can replace is not
 * followed.
 */
export async function removeFiles(host: Host, paths: readonly string[]): Promise<void> {
  if (paths.length === 0) return
  const scripts = paths.map(path => sh`(${pathScript({ do: 'delete', path }, host.name)}) || exit`)
  await host.run(joinShell(scripts), { title: `remove ${paths.join(' ')}` })
}
