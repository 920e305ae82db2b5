import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadPlaybook } from '../../../src/playbook/load.ts'
import { findRole, rolesPath } from '../../../src/playbook/roles/find-role.ts'
import { folderOf, problemsOf } from '../../kit/project-files.ts'

const place = { file: 'site.yml', line: 1, column: 1 }

const folder = folderOf({
  'playbooks/site.yml': '',
  'roles/own/tasks/main.yml': '',
  'node_modules/herd-web/package.json': '{"name": "herd-web"}',
  'node_modules/herd-web/roles/nginx/tasks/main.yml': '',
  'node_modules/herd-web/roles/own/tasks/main.yml': '',
  'node_modules/herd-web/roles/both/tasks/main.yml': '',
  'node_modules/@acme/infra/package.json': '{"drover": {"roles": "ansible/roles"}}',
  'node_modules/@acme/infra/ansible/roles/etcd/tasks/main.yml': '',
  'node_modules/@acme/infra/ansible/roles/both/tasks/main.yml': '',
  'node_modules/@acme/infra/roles/hidden/tasks/main.yml': '',
  'node_modules/role-motd/package.json': '{}',
  'node_modules/role-motd/tasks/main.yml': '',
  'node_modules/.bin/x': '',
  'node_modules/broken/package.json': '{',
})
mkdirSync(join(folder, 'playbooks/node_modules'))

const search = { playbookDir: join(folder, 'playbooks'), rolesPath: [join(folder, 'roles')] }
const found = (name: string): string => findRole(name, place, search).path.replace(`${folder}/`, '')

const ROWS: readonly (readonly [name: string, path: string])[] = [
  ['nginx', 'node_modules/herd-web/roles/nginx'],
  ['herd-web/nginx', 'node_modules/herd-web/roles/nginx'],
  ['own', 'roles/own'],
  ['herd-web/own', 'node_modules/herd-web/roles/own'],
  ['etcd', 'node_modules/@acme/infra/ansible/roles/etcd'],
  ['@acme/infra/etcd', 'node_modules/@acme/infra/ansible/roles/etcd'],
  ['role-motd', 'node_modules/role-motd'],
]

for (const [name, path] of ROWS)
  test(`the role \`${name}\` is found in ${path}`, () => {
    assert.is(found(name), path)
  })

test('a role that two packages have must be named with its package', () => {
  assert.equal(
    problemsOf(() => found('both')),
    [
      'site.yml:1:1 more than one package has a role `both`: @acme/infra, herd-web (name the package: `@acme/infra/both`)',
    ],
  )
})

for (const name of ['hidden', 'herd-web/../herd-web/roles/nginx/x', 'herd-web/none', 'broken', '@acme'])
  test(`\`${name}\` is not found as a role`, () => {
    assert.match(problemsOf(() => found(name))[0] ?? '', `there is no role \`${name}\``)
  })

test('the roles path of ansible.cfg is used if the environment sets none, with folders relative to the file', () => {
  const project = folderOf({
    'ansible.cfg':
      '[galaxy]\nroles_path = /no\n[defaults]\n# roles_path = /neither\nroles_path = vendor/roles:/opt/roles ; comment\n\n[ssh]\nroles_path=/no\n',
  })
  assert.equal(rolesPath(project, {}), [`${project}/roles`, `${project}/vendor/roles`, '/opt/roles'])
  assert.equal(rolesPath(project, { DROVER_ROLES_PATH: '/a' }), [`${project}/roles`, '/a'])
})

const TYPES = new Map([['site', 'web.site']])

/** The task types of the tasks in `site.yml` among some files. */
function typesIn(files: Readonly<Record<string, string>>): string[] {
  const project = folderOf({ 'roles/web/task_types/site.ts': '', ...files })
  const [play] = loadPlaybook(join(project, 'site.yml'), {
    taskTypes: ['debug', 'command'],
    typesOfRole: ({ name }) => (name === 'web' ? TYPES : new Map()),
  }).plays
  return (play?.tasks ?? []).flatMap(step => {
    const tasks = step.kind === 'block' ? step.block : [step]
    return tasks.map(task => (task.kind === 'task' ? task.type : task.kind))
  })
}

test('a task type of a role can be used by its short name in that role, and with the name of the role everywhere', () => {
  const files = {
    'site.yml': '- hosts: all\n  roles: [web]\n  tasks:\n    - web.site: {a: 1}\n',
    'roles/web/tasks/main.yml': '- site: {}\n- import_tasks: more.yml\n',
    'roles/web/tasks/more.yml': '- web.site: {}\n- debug: {}\n',
  }
  assert.equal(typesIn(files), ['web.site', 'web.site', 'debug', 'web.site'])
})

test('the short name is unknown outside of the role, also in roles that the role uses', () => {
  const problems = (files: Readonly<Record<string, string>>): string[] => problemsOf(() => typesIn(files))
  assert.match(
    problems({ 'site.yml': '- hosts: all\n  tasks: [{ site: {} }]\n', 'roles/web/tasks/main.yml': '' })[0] ??
      '',
    '`site` is neither a task type nor a keyword',
  )
  const inner = problems({
    'site.yml': '- hosts: all\n  roles: [web]\n',
    'roles/web/tasks/main.yml': '- import_role: { name: base }\n',
    'roles/base/tasks/main.yml': '- site: {}\n',
  })
  assert.match(inner[0] ?? '', '`site` is neither a task type nor a keyword')
  assert.match(
    problems({
      'site.yml': '- hosts: all\n  tasks: [{ web.cite: {} }]\n',
      'roles/web/tasks/main.yml': '',
    })[0] ?? '',
    '`web.cite` is neither a task type nor a keyword',
  )
})

test.run()
