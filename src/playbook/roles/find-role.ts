import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { isFolder } from '../../base/is-folder.ts'
import { suggest } from '../../base/suggest.ts'
import { InputError, type Place } from '../../errors.ts'
import { configuredFolders, foldersIn } from './configured-folders.ts'
import type { Role } from './role.ts'
import { roleInCollections } from './role-collections.ts'
import { roleInPackages } from './role-packages.ts'

/** The folders in which Ansible installs roles. Source: ansible-core, `DEFAULT_ROLES_PATH`. */
const INSTALLED = [join(homedir(), '.ansible/roles'), '/usr/share/ansible/roles', '/etc/ansible/roles']

/**
 * Returns the folders that are searched for roles, in order, in addition to those next to a playbook. The
 * environment takes precedence over `roles_path` in the project's ansible.cfg.
 */
export function rolesPath(projectDir: string, env: NodeJS.ProcessEnv = process.env): string[] {
  const given = env.DROVER_ROLES_PATH ?? env.ANSIBLE_ROLES_PATH
  const folders =
    given === undefined
      ? (configuredFolders(projectDir, ['roles_path'], env) ?? INSTALLED)
      : foldersIn(given, process.cwd())
  return [join(projectDir, 'roles'), ...folders]
}

/** The folders and collections in which a role is searched for. */
export interface RoleSearch {
  readonly playbookDir: string
  readonly rolesPath: readonly string[]
  /** The role that uses the wanted one; absent if a play uses it. */
  readonly parent?: FoundRole | undefined
  /** The collections whose roles may be used by their short names: `collections` of the play. */
  readonly collections?: readonly string[]
}

/** A role that was found but whose files are not read yet. */
export type FoundRole = Pick<Role, 'name' | 'path' | 'collection'>

/**
 * Returns the name and folder of a role. If `name` is an absolute path, its last part is the role's name. Throws
 * InputError if there is no such role.
 */
export function findRole(name: string, place: Place, search: RoleSearch): FoundRole {
  const { playbookDir, rolesPath: others, parent, collections = [] } = search
  const own = parent?.collection === undefined ? [] : [parent.collection]
  for (const collection of [...own, ...collections]) {
    const found = findInCollections(`${collection}.${name}`, search)
    if (found) return found
  }
  const folders = [
    join(playbookDir, 'roles'),
    ...others,
    ...(parent === undefined ? [] : [dirname(parent.path)]),
    playbookDir,
  ]
  const inFolder = folders.map(folder => resolve(folder, name)).find(isFolder)
  const inCollection = inFolder === undefined ? findInCollections(name, search) : undefined
  if (inCollection) return inCollection
  const found = inFolder ?? roleInPackages(name, playbookDir, place)
  if (found !== undefined) return { name: isAbsolute(name) ? basename(name) : name, path: found }
  const searched = [...new Set(folders)]
  const near = suggest(name, searched.slice(0, -1).flatMap(rolesIn))
  const where = `looked in ${searched.join(', ')}`
  throw new InputError(`there is no role \`${name}\``, {
    place,
    hint: near === undefined ? where : `did you mean \`${near}\`? ${where}`,
  })
}

function findInCollections(name: string, search: RoleSearch): FoundRole | undefined {
  const path = roleInCollections(name, search)
  return path === undefined ? undefined : { name, path, collection: name.split('.', 2).join('.') }
}

function rolesIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder).filter(name => isFolder(join(folder, name)))
}
