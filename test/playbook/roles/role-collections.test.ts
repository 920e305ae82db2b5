import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { findRole } from '../../../src/playbook/roles/find-role.ts'
import { roleInCollections } from '../../../src/playbook/roles/role-collections.ts'
import { folderOf } from '../../kit/project-files.ts'

const ROLE = 'ansible_collections/community/sops/roles/install/tasks/main.yml'

test('a role of a collection is found next to the playbook, in the project, and in the folders of installed collections', () => {
  for (const [near, env] of [
    ['playbooks/collections', {}],
    ['collections', {}],
    ['opt', { ANSIBLE_COLLECTIONS_PATH: '/none:INSTALLED' }],
    ['opt', { ANSIBLE_COLLECTIONS_PATHS: 'INSTALLED' }],
  ] as const) {
    const folder = folderOf({ [join(near, ROLE)]: '' })
    const given = Object.fromEntries(
      Object.entries(env).map(([name, path]) => [name, path.replace('INSTALLED', join(folder, 'opt'))]),
    )
    const search = { playbookDir: join(folder, 'playbooks'), rolesPath: [join(folder, 'roles')] }
    const expected = join(folder, near, 'ansible_collections/community/sops/roles/install')
    assert.is(roleInCollections('community.sops.install', search, given), expected)
  }
})

test('a role of a collection is found in the folders of ansible.cfg, unless the environment sets others', () => {
  for (const setting of ['collections_path', 'collections_paths']) {
    const folder = folderOf({
      'ansible.cfg': `[defaults]\nroles_path = x\n${setting} = /none:opt\n`,
      [join('opt', ROLE)]: '',
    })
    const search = { playbookDir: join(folder, 'playbooks'), rolesPath: [join(folder, 'roles')] }
    const expected = join(folder, 'opt/ansible_collections/community/sops/roles/install')
    assert.is(roleInCollections('community.sops.install', search, {}), expected)
    const env = { ANSIBLE_COLLECTIONS_PATH: '/none' }
    assert.is(roleInCollections('community.sops.install', search, env), undefined)
  }
})

test('a role in a subfolder of the roles of a collection has the subfolder in its name', () => {
  const role = 'collections/ansible_collections/acme/site/roles/infra/roles/disks'
  const folder = folderOf({ [join(role, 'tasks/main.yml')]: '' })
  const search = { playbookDir: folder, rolesPath: [join(folder, 'roles')] }
  assert.is(roleInCollections('acme.site.infra.roles.disks', search, {}), join(folder, role))
})

test('a role folder with the full name takes precedence, and other names are not roles of collections', () => {
  const folder = folderOf({
    [join('collections', ROLE)]: '',
    'roles/community.sops.install/tasks/main.yml': '',
  })
  const search = { playbookDir: folder, rolesPath: [join(folder, 'roles')] }
  const place = { file: join(folder, 'site.yml'), line: 1, column: 1 }
  assert.equal(findRole('community.sops.install', place, search), {
    name: 'community.sops.install',
    path: join(folder, 'roles/community.sops.install'),
  })
  for (const name of ['community.sops', 'a.b.c.d', '../x.y.z', 'community.sops.none', 'install'])
    assert.is(roleInCollections(name, search, { ANSIBLE_COLLECTIONS_PATH: '/none' }), undefined)
})

test.run()
