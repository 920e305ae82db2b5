import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say, startCommand } from '../kit/command-line.ts'

const project = makeProject({
  'hosts.yml': 'web: { hosts: { "web[1:3]": { connection: local } } }',
  'lost.yml': '- hosts: web\n  vars: { ansible_connection: sh -c false }\n  tasks: [{ command: "true" }]\n',
  'both.yml': `- hosts: web
  tasks:
    - { fail: { msg: bad }, when: inventory_hostname == "web1" }
    - { command: "true", when: inventory_hostname == "web2", vars: { ansible_connection: sh -c false } }
`,
})

for (const [file, code] of [
  ['lost.yml', 4],
  ['both.yml', 6],
] as const) {
  test(`\`run playbook ${file}\`, with unreachable hosts, exits with ${code}`, async () => {
    const said = await say(project, 'playbook', '-i', 'hosts.yml', file)
    assert.is(said.code, code, said.stdout + said.stderr)
  })
}

test('a playbook is read from standard input, and places in it begin with `-`', async () => {
  const { child, ended } = startCommand(project, ['playbook', '-i', 'hosts.yml', '-'])
  child.stdin?.end('- hosts: web1\n  tasks:\n    - debug: { msg: "from {{inventory_hostname}}" }\n')
  const { code, stdout, stderr } = await ended
  assert.is(code, 0, stderr)
  assert.match(stdout, /TASK debug \(-:3:7\)\n {2}ok {7}web1 {2}from web1\n/)
})

test.run()
