import { posix } from 'node:path'
import type { Change, Plan } from '../../authoring/plan.ts'
import { parseResource } from '../../authoring/resource.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'

/** Returns the predicted change that a directory, with its parents, is created if it does not exist. */
export function ensuredDirectory(path: string, mode = '0755'): Change {
  return { resource: `file:${path}`, action: 'ensure', after: { state: 'directory', mode } }
}

/**
 * Throws TaskError if a plan creates a file in a directory that does not exist, or a directory below a file.
 * Directories that the same plan creates count as existing.
 */
export async function refuseMissingParents(host: ReadHost, { changes, predicts = [] }: Plan): Promise<void> {
  const all = [...changes, ...predicts.filter(({ action }) => action === 'ensure')]
  const created = new Set(all.map(pathOf))
  const needed = new Map<string, boolean>()
  for (const change of all) {
    const path = pathOf(change)
    if (!path.startsWith('/') || !['create', 'ensure'].includes(change.action)) continue
    const isDirectory = change.after?.state === 'directory'
    // Parents of a directory are created with it, those of a file are not.
    for (const above of isDirectory ? ancestorsOf(path) : [posix.dirname(path)])
      if (!created.has(above)) needed.set(above, needed.get(above) === true || !isDirectory)
    if (change.action === 'ensure') needed.set(path, false)
  }
  if (needed.size === 0) return
  const states = await host.ask(fileStates([...needed.keys()]))
  for (const [nth, [directory, isNeeded]] of [...needed].entries()) {
    const state = states[nth]?.leadsTo ?? states[nth]
    if (state?.kind === 'directory' || (!state && !isNeeded)) continue
    throw new TaskError(
      state ? `${directory} is not a directory` : `Destination directory ${directory} does not exist`,
      {
        hint: 'create it in an earlier task',
      },
    )
  }
}

function ancestorsOf(path: string): string[] {
  const found: string[] = []
  for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above)) found.push(above)
  return found
}

function pathOf({ resource }: Change): string {
  const { kind, name } = parseResource(resource)
  return kind === 'file' ? name : ''
}
