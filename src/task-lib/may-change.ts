import type { MayChange } from '../authoring/plan.ts'
import type { ReadHost } from '../remote/host.ts'
import { fileState } from '../remote/probes/files/file.ts'
import { plainPath } from '../remote/probes/files/files.ts'
import { orUnknownAnswer, Unknown } from '../values/unknown.ts'
import { absolutePath } from './absolute-path.ts'

/**
 * Returns the file that a task may change if it writes to `path`: the file `name` in it if `path` is a directory,
 * otherwise `path` itself. If `name` is unknown, the task may change anything in the directory.
 */
export async function mayChangeIn(
  host: ReadHost,
  path: string,
  name: string | Unknown,
): Promise<readonly MayChange[]> {
  const dest = await absolutePath(host, path)
  const state = await orUnknownAnswer(host.ask(fileState(dest)))
  const isInside =
    dest.endsWith('/') || (!(state instanceof Unknown) && (state?.leadsTo ?? state)?.kind === 'directory')
  if (!isInside) return [{ resource: `file:${dest}` }]
  if (name instanceof Unknown) return [{ resource: `file:${plainPath(dest)}`, isWhole: true }]
  return [{ resource: `file:${plainPath(`${dest}/${name}`)}` }]
}

/** Returns exactly these paths as the files that a task may change. `how` is added to each of them. */
export async function mayChangeFiles(
  host: ReadHost,
  paths: readonly string[],
  how: Omit<MayChange, 'resource'> = {},
): Promise<readonly MayChange[]> {
  const all = await Promise.all(paths.map(path => absolutePath(host, path)))
  return all.map(path => ({ resource: `file:${plainPath(path)}`, ...how }))
}
