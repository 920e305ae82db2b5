import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { basename, dirname, isAbsolute, join, resolve } from 'node:path'
import { isFolder } from '../../base/is-folder.ts'
import { suggest } from '../../base/suggest.ts'
import { InputError, type Place } from '../../errors.ts'
import { configuredFolders, foldersIn } from './configured-folders.ts'
import { roleInCollections } from './role-collections.ts'
import { roleInPackages } from './role-packages.ts'

/** Where Ansible installs roles. Source: ansible-core, `DEFAULT_ROLES_PATH`. */
const INSTALLED = [join(homedir(), '.ansible/roles'), '/usr/share/ansible/roles', '/etc/ansible/roles']

/**
 * The folders that are searched for roles in addition to those next to a playbook, in their order: as the environment says, otherwise
 * `roles_path` in the project's ansible.cfg.
 */
export function rolesPath(projectDir: string, env: NodeJS.ProcessEnv = process.env): string[] {
  const given = env.DROVER_ROLES_PATH ?? env.ANSIBLE_ROLES_PATH
  const folders =
    given === undefined
      ? (configuredFolders(projectDir, ['roles_path'], env) ?? INSTALLED)
      : foldersIn(given, process.cwd())
  return [join(projectDir, 'roles'), ...folders]
}

/** Where to look for a role. */
export interface RoleSearch {
  readonly playbookDir: string
  readonly rolesPath: readonly string[]
  /** The folder of the role that uses it. */
  readonly around?: string | undefined
}

/** A role's name and folder; of a path, its last part is the name. Throws InputError if there is none. */
export function findRole(name: string, place: Place, search: RoleSearch): { name: string; path: string } {
  const { playbookDir, rolesPath: others, around } = search
  const folders = [
    join(playbookDir, 'roles'),
    ...others,
    ...(around === undefined ? [] : [dirname(around)]),
    playbookDir,
  ]
  const found =
    folders.map(folder => resolve(folder, name)).find(isFolder) ??
    roleInCollections(name, search) ??
    roleInPackages(name, playbookDir, place)
  if (found !== undefined) return { name: isAbsolute(name) ? basename(name) : name, path: found }
  const searched = [...new Set(folders)]
  const near = suggest(name, searched.slice(0, -1).flatMap(rolesIn))
  const where = `looked in ${searched.join(', ')}`
  throw new InputError(`there is no role \`${name}\``, {
    place,
    hint: near === undefined ? where : `did you mean \`${near}\`? ${where}`,
  })
}

function rolesIn(folder: string): string[] {
  if (!isFolder(folder)) return []
  return readdirSync(folder).filter(name => isFolder(join(folder, name)))
}
