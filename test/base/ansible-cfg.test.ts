import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readAnsibleCfg } from '../../src/base/ansible-cfg.ts'
import { makeProject } from '../kit/command-line.ts'

const CFG = `# settings
[defaults]
Remote_User = deploy ; the one with the key
roles_path: roles:
  vendor/roles
ansible_managed = "# by Ansible; do not edit"
empty =
[ssh_connection]
; pipelining = no
pipelining=True
`

test('values have no comment and no quotes around them, and know their line', () => {
  const project = makeProject({ 'ansible.cfg': CFG })
  const file = join(project, 'ansible.cfg')
  const cfg = readAnsibleCfg(project, {})
  const at = (line: number) => ({ file, line, column: 1 })
  assert.is(cfg?.file, file)
  assert.equal(cfg?.get('defaults', 'remote_user'), { text: 'deploy', place: at(3) })
  assert.equal(cfg?.get('defaults', 'roles_path'), { text: 'roles:\nvendor/roles', place: at(4) })
  assert.equal(cfg?.get('defaults', 'ansible_managed'), { text: '# by Ansible; do not edit', place: at(6) })
  assert.equal(cfg?.get('ssh_connection', 'pipelining'), { text: 'True', place: at(10) })
  for (const [section, key] of [
    ['defaults', 'empty'],
    ['defaults', 'pipelining'],
    ['privilege_escalation', 'become'],
  ] as const)
    assert.is(cfg?.get(section, key), undefined, `${section}.${key}`)
})

test('`ANSIBLE_CONFIG` names the file or its folder', () => {
  const project = makeProject({ 'ansible.cfg': CFG, 'ci/ansible.cfg': CFG, 'other.cfg': CFG })
  const found = (named: string) => readAnsibleCfg(project, { ANSIBLE_CONFIG: named })?.file
  assert.is(found(join(project, 'other.cfg')), join(project, 'other.cfg'))
  assert.is(found(join(project, 'ci')), join(project, 'ci/ansible.cfg'))
  assert.is(found(join(project, 'gone.cfg')), join(project, 'ansible.cfg'))
  assert.is(readAnsibleCfg(join(project, 'none'), {}), undefined)
})

test('a file that is no INI file is refused with its line', () => {
  const project = makeProject({ 'ansible.cfg': 'inventory = hosts\n' })
  assert.throws(() => readAnsibleCfg(project, {}), /ansible\.cfg:1: `inventory = hosts` is in no section$/)
})

test.run()
