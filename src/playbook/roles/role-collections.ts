import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { expandHome } from '../../base/expand-home.ts'
import { isFolder } from '../../base/is-folder.ts'
import { configuredFolders } from './configured-folders.ts'
import type { RoleSearch } from './find-role.ts'

/** Where Ansible installs collections. Source: ansible-core, `COLLECTIONS_PATHS`. */
const INSTALLED = [join(homedir(), '.ansible/collections'), '/usr/share/ansible/collections']

/**
 * The folder of a role that is named with its collection, `community.sops.install`: in `collections/` next to the playbook, then of
 * the project, then where collections are installed. In `ovirt.ovirt.infra.roles.hosts`, the role is in the folder `infra/roles` of the
 * roles. Undefined if there is none.
 */
export function roleInCollections(
  name: string,
  { playbookDir, rolesPath }: Pick<RoleSearch, 'playbookDir' | 'rolesPath'>,
  env: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const [, namespace, collection, role] = /^([A-Za-z_]\w*)\.([A-Za-z_]\w*)\.([\w.-]+)$/.exec(name) ?? []
  if (namespace === undefined || collection === undefined || role === undefined) return undefined
  // The first folder on the path is that of the project's roles.
  const projectDir = dirname(rolesPath[0] ?? join(playbookDir, 'roles'))
  const near = [playbookDir, projectDir].map(folder => join(folder, 'collections'))
  return [...near, ...(collectionsPath(projectDir, env) ?? INSTALLED)]
    .map(folder => join(folder, 'ansible_collections', namespace, collection, 'roles', ...role.split('.')))
    .find(isFolder)
}

/** As the environment says, otherwise as `ansible.cfg` does. */
function collectionsPath(projectDir: string, env: NodeJS.ProcessEnv): string[] | undefined {
  const given = env.ANSIBLE_COLLECTIONS_PATH ?? env.ANSIBLE_COLLECTIONS_PATHS
  if (given !== undefined) return given.split(':').map(expandHome)
  return configuredFolders(projectDir, ['collections_path', 'collections_paths'], env)
}
