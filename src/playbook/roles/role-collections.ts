import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { expandHome } from '../../base/expand-home.ts'
import { isFolder } from '../../base/is-folder.ts'
import type { RoleSearch } from './find-role.ts'

/** Where Ansible installs collections. Source: ansible-core, `COLLECTIONS_PATHS`. */
const INSTALLED = [join(homedir(), '.ansible/collections'), '/usr/share/ansible/collections']

/**
 * The folder of a role that is named with its collection, `community.sops.install`: in `collections/` next to the playbook, then of
 * the project, then where collections are installed, or where the environment says. Undefined if there is none.
 */
export function roleInCollections(
  name: string,
  { playbookDir, rolesPath }: Pick<RoleSearch, 'playbookDir' | 'rolesPath'>,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const [, namespace, collection, role] = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\.([\w.-]+)$/.exec(name) ?? []
  if (namespace === undefined || collection === undefined || role === undefined) return undefined
  const given = env.ANSIBLE_COLLECTIONS_PATH ?? env.ANSIBLE_COLLECTIONS_PATHS
  const installed = given === undefined ? INSTALLED : given.split(':').map(expandHome)
  // The first folder on the path is that of the project's roles.
  const near = [playbookDir, ...rolesPath.slice(0, 1).map(dirname)].map(folder => join(folder, 'collections'))
  return [...near, ...installed]
    .map(folder => join(folder, 'ansible_collections', namespace, collection, 'roles', role))
    .find(isFolder)
}
