import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Place } from '../../errors.ts'
import { type Role, withUsers } from './role.ts'

/**
 * The absolute path of the file of tasks that an include in a role's tasks means in Ansible: a file in the folder of the role's tasks
 * goes before one next to the file with the include. Otherwise the same as `taskFile`.
 */
export function taskFileOfInclude(name: string, place: Place, playbookDir: string, role?: Role): string {
  const tasks = role && join(role.path, 'tasks')
  const ofRole = tasks && place.file.startsWith(`${tasks}/`) ? resolve(tasks, name) : undefined
  return ofRole !== undefined && existsSync(ofRole) ? ofRole : taskFile(name, place, playbookDir, role)
}

/**
 * The absolute path of a file of tasks: in the folder of the file that names it; if that is of a role, also in the tasks of the
 * role and in its folder, and in those of the roles that use it; in `tasks` next to the playbook, and next to it.
 */
export function taskFile(name: string, { file }: Place, playbookDir: string, role?: Role): string {
  const first = resolve(dirname(file), name)
  if (isAbsolute(name)) return first
  const roles = role ? withUsers(role).flatMap(({ path }) => [join(path, 'tasks'), path]) : []
  const folders = [...roles, join(playbookDir, 'tasks'), playbookDir]
  return [first, ...folders.map(folder => resolve(folder, name))].find(existsSync) ?? first
}
