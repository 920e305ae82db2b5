import { existsSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { Place } from '../../errors.ts'
import { type Role, withUsers } from './role.ts'

/**
 * Returns the absolute path of the file of tasks that an include in a role refers to in Ansible: a file in the
 * role's tasks folder takes precedence over one next to the including file. Otherwise works like `taskFile`.
 */
export function taskFileOfInclude(name: string, place: Place, playbookDir: string, role?: Role): string {
  const tasks = role && join(role.path, 'tasks')
  const ofRole = tasks && place.file.startsWith(`${tasks}/`) ? resolve(tasks, name) : undefined
  return ofRole !== undefined && existsSync(ofRole) ? ofRole : taskFile(name, place, playbookDir, role)
}

/**
 * Returns the absolute path of a file of tasks. Searches the folder of the file that names it; if that belongs to a
 * role, also the role's tasks and folder, and those of the roles that use it; then `tasks` next to the playbook, and
 * the playbook's folder.
 */
export function taskFile(name: string, { file }: Place, playbookDir: string, role?: Role): string {
  const first = resolve(dirname(file), name)
  if (isAbsolute(name)) return first
  const roles = role ? withUsers(role).flatMap(({ path }) => [join(path, 'tasks'), path]) : []
  const folders = [...roles, join(playbookDir, 'tasks'), playbookDir]
  return [first, ...folders.map(folder => resolve(folder, name))].find(existsSync) ?? first
}
