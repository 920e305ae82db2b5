import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ANSIBLE_SETTINGS, ansibleSettings } from '../../../src/cli/options/ansible-settings.ts'
import { makeProject } from '../../kit/command-line.ts'

const CFG = `[defaults]
inventory = hosts.ini, more/
remote_user = deploy
private_key_file = keys/deploy
transport = local
timeout = 30
forks = 50
ask_pass = no
vault_password_file = ./vault.sh
vault_identity_list = dev@dev.txt, prod@prompt
verbosity = 1
force_handlers = True
stdout_callback = yaml
[privilege_escalation]
become = yes
become_user = app
become_method = su
become_ask_pass = false
[diff]
always = on
`

test('settings of `ansible.cfg` become options, with paths relative to the file', () => {
  const project = makeProject({ 'ansible.cfg': CFG })
  const found = ansibleSettings(project, { isAnsible: true, env: {} })
  const within = (path: string) => join(project, path)
  assert.equal(Object.fromEntries(found.map(([key, { value }]) => [key, value])), {
    inventory: [within('hosts.ini'), within('more')],
    user: 'deploy',
    private_key: within('keys/deploy'),
    connection: 'local',
    timeout: 30,
    forks: 50,
    become: true,
    become_user: 'app',
    become_method: 'su',
    ask_become_pass: false,
    ask_pass: false,
    vault_password_file: [within('vault.sh')],
    vault_id: ['dev@dev.txt', 'prod@prompt'],
    diff: true,
    verbose: 1,
    force_handlers: true,
  })
  assert.equal(found[0]?.[1].place, { file: within('ansible.cfg'), line: 2, column: 1 })
})

test('values that equal the default are ignored', () => {
  const project = makeProject({ 'ansible.cfg': '[defaults]\ntransport = smart\nverbosity = 0\n' })
  assert.equal(ansibleSettings(project, { isAnsible: true, env: {} }), [])
})

test('environment variables override `ansible.cfg`, with paths relative to the working directory, in Ansible projects only', () => {
  const env = { ANSIBLE_FORKS: '9', ANSIBLE_INVENTORY: 'here.ini' }
  const values = (folder: string, isAnsible: boolean) =>
    ansibleSettings(folder, { isAnsible, env }).map(([key, { value }]) => [key, value])
  const all = [
    ['inventory', [resolve('here.ini')]],
    ['forks', 9],
  ]
  const project = makeProject({ 'ansible.cfg': '[defaults]\nforks = 5\ninventory = hosts\n' })
  assert.equal(values(project, false), all)
  assert.equal(values(makeProject({}), true), all)
  assert.equal(values(makeProject({}), false), [])
})

test('an invalid value is refused with its place', () => {
  const project = makeProject({ 'ansible.cfg': '[privilege_escalation]\n\nbecome_method = ksu\n' })
  assert.throws(
    () => ansibleSettings(project, { isAnsible: true, env: {} }),
    (error: { message: string; place: unknown }) =>
      error.message === '`become_method` is one of `sudo`, `su`, `doas`' &&
      JSON.stringify(error.place) ===
        JSON.stringify({ file: join(project, 'ansible.cfg'), line: 3, column: 1 }),
  )
})

test('the documentation lists every setting', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/from-ansible.md'), 'utf8')
  for (const [option, { section, key, variable }] of Object.entries(ANSIBLE_SETTINGS))
    assert.ok(
      text.includes(`| \`${key}\` in \`[${section}]\` | \`${variable}\` | \`${option}\` |`),
      `docs/from-ansible.md has no row for ${key}`,
    )
})

test.run()
