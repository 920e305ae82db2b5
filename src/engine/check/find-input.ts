import { existsSync, statSync } from 'node:fs'
import { dirname, isAbsolute, join } from 'node:path'
import { nearFile } from '../../base/near-file.ts'
import { packageRoot } from '../../base/package.ts'
import { InputError, shortPath } from '../../errors.ts'
import { withUsers } from '../../playbook/roles/role.ts'
import type { TaskRun } from '../state/task-run.ts'

/** The end of Ansible's messages about files that do not exist on the controller. */
export const SEE_REMOTE_SRC =
  'If you are using a module and expect the file to exist on the remote, see the remote_src option'

/**
 * Returns the absolute path of a template or file that a task names. Throws InputError with the paths that were tried
 * if none exists.
 */
export function findInput(taskRun: TaskRun, kind: InputKind, path: string): string {
  const tried = pathsToTry(taskRun, kind, path)
  const found = tried.find(candidate => existsSync(candidate))
  if (found && kind === 'template' && statSync(found).isDirectory()) {
    throw new InputError(`the template \`${path}\` is a folder, expected a file`, {
      place: taskRun.step.params.place,
      hint: '`copy` takes a folder; a template is one file',
    })
  }
  if (found) return found
  throw new InputError(`there is no ${kind === 'var' ? 'file of variables' : kind} \`${path}\``, {
    place: taskRun.step.params.place,
    hint: triedPathsHint(tried),
    ansibleMessage: `Could not find or access '${path}'\nSearched in:\n\t${tried.join('\n\t')} on the Ansible Controller.\n${SEE_REMOTE_SRC}`,
  })
}

/**
 * Returns a hint with a similar file name and the paths that were tried in the project, without Drover's own
 * templates.
 */
function triedPathsHint(tried: readonly string[]): string {
  const inProject = [...new Set(tried)].filter(candidate => !candidate.startsWith(OWN_TEMPLATES))
  const shown = (path: string): string => shortPath(path) || path
  const near = inProject.map(nearFile).find(found => found !== undefined)
  const looked = `looked for ${inProject.map(shown).join(', ')}`
  return near === undefined ? looked : `did you mean \`${shown(near)}\`? ${looked}`
}

const OWN_TEMPLATES = join(packageRoot(), 'templates')

/** Returns the absolute paths at which a template or file that a task names may exist. */
export function pathsToTry(taskRun: TaskRun, kind: InputKind, path: string): string[] {
  return isAbsolute(path) ? [path] : candidates(searchFolders(taskRun), kind, path)
}

/** The kind of file that a task names. The folder for it has the same name in the plural. */
type InputKind = 'template' | 'file' | 'var'

interface Folders {
  readonly tasks: string
  readonly playbook: string
  readonly project: string
  /** The folder of the role that contains the task, then those of the roles that use it. */
  readonly roles: readonly string[]
}

function searchFolders({ context, step }: TaskRun): Folders {
  return {
    tasks: dirname(step.place.file),
    playbook: dirname(context.play.place.file),
    project: context.run.settings.projectDir,
    roles: withUsers(step.role).map(({ path }) => path),
  }
}

/**
 * Returns the paths to try, in search order: the role, the roles that use it, the folder of the file with the task,
 * the folder of the playbook, the project, and for templates Drover's own.
 */
function candidates({ tasks, playbook, project, roles }: Folders, kind: InputKind, path: string): string[] {
  const folder = `${kind}s`
  const roots = [tasks, playbook, project]
  const inRoles = roles.flatMap(role => [join(role, folder, path), join(role, path)])
  const found = [
    ...inRoles,
    ...roots.map(root => join(root, folder, path)),
    ...roots.map(root => join(root, path)),
  ]
  return kind === 'template' ? [...found, join(OWN_TEMPLATES, path)] : found
}
