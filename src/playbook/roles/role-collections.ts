import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { expandHome } from '../../base/expand-home.ts'
import { isFolder } from '../../base/is-folder.ts'
import { configuredFolders } from './configured-folders.ts'
import type { RoleSearch } from './find-role.ts'

/** The folders in which Ansible installs collections. Source: ansible-core, `COLLECTIONS_PATHS`. */
const INSTALLED = [join(homedir(), '.ansible/collections'), '/usr/share/ansible/collections']

/**
 * Returns the folder of a role that is named with its collection, such as `community.sops.install`; undefined if
 * there is none. Searches `collections/` next to the playbook, then that of the project, then the folders in which
 * collections are installed. A name such as `ovirt.ovirt.infra.roles.hosts` refers to the folder `infra/roles/hosts`
 * within the collection's roles.
 */
export function roleInCollections(
  name: string,
  { playbookDir, rolesPath }: Pick<RoleSearch, 'playbookDir' | 'rolesPath'>,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const [, namespace, collection, role] = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\.([\w.-]+)$/.exec(name) ?? []
  if (namespace === undefined || collection === undefined || role === undefined) return undefined
  // The first entry of the path is the folder of the project's roles.
  const projectDir = dirname(rolesPath[0] ?? join(playbookDir, 'roles'))
  const near = [playbookDir, projectDir].map(folder => join(folder, 'collections'))
  return [...near, ...(collectionsPath(projectDir, env) ?? INSTALLED)]
    .map(folder => join(folder, 'ansible_collections', namespace, collection, 'roles', ...role.split('.')))
    .find(isFolder)
}

/** Returns the collection folders that the environment names or, otherwise, ansible.cfg. */
function collectionsPath(projectDir: string, env: NodeJS.ProcessEnv): string[] | undefined {
  const given = env.ANSIBLE_COLLECTIONS_PATH ?? env.ANSIBLE_COLLECTIONS_PATHS
  if (given !== undefined) return given.split(':').map(expandHome)
  return configuredFolders(projectDir, ['collections_path', 'collections_paths'], env)
}
