import { existsSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { VarsQuery } from '../../authoring/project.ts'
import { InputError } from '../../errors.ts'
import type { TaskRun } from '../state/task-run.ts'
import { readFirst } from '../variables/vars-files.ts'
import { findInput, SEE_REMOTE_SRC } from './find-input.ts'
import { varsInFolder } from './vars-in-folder.ts'

/**
 * Returns the absolute paths of the files that an `include_vars` reads. Throws InputError if one does not exist or is
 * not a file of variables.
 */
export function findVars(taskRun: TaskRun, query: VarsQuery): string[] {
  const { context, step } = taskRun
  try {
    const files =
      query.dir === undefined
        ? [findVarsFile(taskRun, query.file?.trimEnd() ?? '')]
        : varsInFolder(folderOfVars(taskRun, query.dir), query, step.params.place)
    for (const file of files) readFirst(context.run, [file], step.params)
    return files
  } catch (error) {
    throw error instanceof InputError ? asAnsibleRegisters(error) : error
  }
}

function findVarsFile(taskRun: TaskRun, path: string): string {
  if (path !== '') return findInput(taskRun, 'var', path)
  throw new InputError('the path of the file of variables is empty', {
    place: taskRun.step.params.place,
    hint: 'if the path comes from a lookup that may find nothing, add a `when`',
    ansibleMessage: `Could not find file on the Ansible Controller.\n${SEE_REMOTE_SRC}`,
  })
}

/**
 * Returns the folder for `dir` of `include_vars`, as Ansible finds it: in `vars` of the role, otherwise next to the
 * file with the task.
 */
function folderOfVars({ step: { place, role } }: TaskRun, dir: string): string {
  if (!role) return resolve(dirname(place.file), dir)
  const ofRole = resolve(role.path, dir)
  return dir.split('/')[0] === 'vars' && existsSync(ofRole) ? ofRole : resolve(role.path, 'vars', dir)
}

/**
 * Returns the error with the outputs that Ansible's `include_vars` registers: the reason is in `message`. Source:
 * ansible-core, `plugins/action/include_vars.py`.
 */
function asAnsibleRegisters(error: InputError): InputError {
  const { message, place, hint, ansibleMessage, cause } = error
  const ansibleOutputs = { message: ansibleMessage ?? message, ansible_included_var_files: [] }
  return new InputError(message, { place, hint, ansibleMessage, ansibleOutputs, cause })
}
