import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { withoutInventory } from '../src/missing-inventory.ts'
import { makeProject, say } from './kit/command-line.ts'

const SITE = `- hosts: localhost
  gather_facts: false
  tasks:
    - name: Hosts
      debug: { msg: "{{ groups.all | length }} {{ inventory_hostname }}" }
- hosts: all
  gather_facts: false
  tasks: [{ fail: }]
`

test('an Ansible project without an inventory runs on localhost, which is not part of `all`', async () => {
  const folder = makeProject({ 'ansible.cfg': '', 'site.yml': SITE })
  const { code, stdout, stderr } = await say(folder, 'playbook', 'site.yml')
  assert.is(code, 0, stdout + stderr)
  assert.match(stdout + stderr, /there is no inventory: the only host is `localhost`/)
  assert.match(stdout, /0 localhost/)
})

test("an Ansible project without an inventory uses the machine's own", () => {
  const ofMachine = join(makeProject({}), 'hosts')
  assert.equal(withoutInventory('ansible', ofMachine), {
    paths: [],
    warnings: ['there is no inventory: the only host is `localhost`'],
  })
  writeFileSync(ofMachine, 'web1\n')
  assert.equal(withoutInventory('ansible', ofMachine), { paths: [ofMachine], warnings: [] })
})

test('in other projects, plays for localhost need no inventory', async () => {
  const hello =
    '- hosts: localhost\n  tasks: [{ debug: { msg: "{{ inventory_hostname }} {{ connection }}" } }]\n'
  const { code, stdout, stderr } = await say(makeProject({ 'hello.yml': hello }), 'playbook', 'hello.yml')
  assert.is(code, 0, stdout + stderr)
  assert.match(stdout, /localhost local/)
  assert.not.match(stdout + stderr, /inventory/)
})

test('in other projects, plays for other hosts need an inventory', async () => {
  const folder = makeProject({ 'site.yml': SITE })
  const { code, stderr } = await say(folder, 'playbook', 'site.yml')
  assert.is(code, 1)
  assert.match(
    stderr,
    /error: there is no inventory\n {2}hint: create .*\/inventory\/hosts.yml, or name one with `-i`/,
  )
})

test.run()
