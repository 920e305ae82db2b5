import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { pathToChange } from '../../remote/probes/files/real-path.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { noSuchPath } from './path-attributes.ts'

/**
 * Returns the path and state of a file that a task changes but does not create. With `follow`, a link is resolved.
 * `named` is absolute. Throws TaskError if the file or the target of the link does not exist.
 */
export async function existingPath(
  host: ReadHost,
  named: string,
  follow: boolean,
): Promise<{ readonly path: string; readonly state: FileState }> {
  const state = await host.ask(fileState(named))
  if (state === null) throw noSuchPath(named, 'create it in an earlier task')
  if (state.kind !== 'link' || !follow) return { path: named, state }
  const path = await host.ask(pathToChange(named))
  if (path === null || !state.leadsTo)
    throw new TaskError(`\`${named}\` is a link to \`${state.target ?? ''}\`, which does not exist`, {
      hint: 'create the target, or remove the link, in an earlier task',
    })
  return { path, state: state.leadsTo }
}
