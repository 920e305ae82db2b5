import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

test('warnings about unused settings come first in a run and in `run verify`', async () => {
  const folder = makeProject({
    'inventory/hosts.yml': 'web: { hosts: { a: { address: 127.0.0.1, port: 1, user: root } } }',
    'site.yml': '- hosts: web\n  tasks:\n    - command: "true"\n',
  })
  const expected =
    'warning: `-u deploy` is not used for a: `user` (inventory/hosts.yml:1:57) takes precedence'
  const run = await say(folder, 'playbook', 'site.yml', '-u', 'deploy', '--no-persist')
  assert.is(run.code, 4)
  assert.ok(plain(run.stdout).startsWith(expected), run.stdout)
  const verify = await say(folder, 'verify', 'site.yml', '-u', 'deploy', '--no-persist')
  assert.ok(verify.stderr.startsWith(expected), verify.stderr)
})

test.run()

function plain(text: string): string {
  return text.replaceAll(/\u001b\[\d*m/g, '')
}
