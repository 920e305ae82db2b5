import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const CLEAN = '- hosts: web\n  tasks:\n    - name: Show\n      debug: { msg: "{{greeting}}" }\n'

const folder = makeProject({
  'clean.yml': CLEAN,
  'misspelt.yml': '- hosts: wbe\n  tasks:\n    - name: Show\n      debug: { msg: hello }\n',
  'added.yml':
    '- hosts: web\n  tasks:\n    - name: Group\n      group_by: { key: wbe }\n- hosts: wbe\n  tasks:\n    - name: Show\n      debug: { msg: hello }\n',
  'warned/site.yml': '- hosts: web\n  sudo: true\n  tasks:\n    - ping:\n',
  'wrong/site.yml': '- hosts: web\n  tasks:\n    - pign:\n',
  'broken/site.yml': '- hosts: web\n  tasks: [\n',
  'hosts.yml': 'all: { hosts: { web: { connection: local } } }\n',
})

test('without findings, the exit code is 0', async () => {
  const { code, stdout } = await say(folder, 'lint', 'clean.yml')
  assert.equal([code, stdout], [0, '0 errors, 0 warnings in 1 file\n'])
})

test('with warnings, the exit code is 0, and 2 with `--strict`', async () => {
  const { code, stdout } = await say(folder, 'lint', 'warned')
  assert.is(code, 0)
  assert.match(stdout, 'warned/site.yml:2:3: warning `sudo` is outdated Ansible syntax [old-form]')
  assert.is((await say(folder, 'lint', 'warned', '--strict')).code, 2)
})

test('with errors, the exit code is 2', async () => {
  const { code, stdout } = await say(folder, 'lint', 'wrong')
  assert.is(code, 2)
  assert.match(stdout, 'wrong/site.yml:3:7: error `pign` is neither a task type nor a keyword [syntax]')
  assert.match(stdout, 'did you mean `ping`?')
})

test('if a file cannot be parsed, the exit code is 1, and the other files are linted', async () => {
  const { code, stdout, stderr } = await say(folder, 'lint')
  assert.is(code, 1)
  assert.match(stderr, 'at broken/site.yml:')
  assert.match(stdout, 'old-form')
  assert.match(stdout, 'in 6 files')
})

test('a path that does not exist is a usage error', async () => {
  const { code, stderr } = await say(folder, 'lint', 'nowhere.yml')
  assert.is(code, 1)
  assert.match(stderr, 'there is no file `nowhere.yml`')
})

test('with an inventory, undefined variables are found too', async () => {
  const { code, stdout } = await say(folder, 'lint', 'clean.yml', '-i', 'hosts.yml')
  assert.is(code, 2)
  assert.match(stdout, 'clean.yml:4:24: error there is no variable `greeting` [syntax]')
})

test('with an inventory, a play without matching hosts is a warning, unless a task may add hosts to it', async () => {
  const { code, stdout } = await say(folder, 'lint', 'misspelt.yml', '-i', 'hosts.yml')
  assert.is(code, 0)
  assert.match(
    stdout,
    'misspelt.yml:1:10: warning the play has no hosts and is skipped: no host or group matches `wbe` (did you mean `web`?) [play-without-hosts]',
  )
  assert.is((await say(folder, 'lint', 'misspelt.yml')).stdout, '0 errors, 0 warnings in 1 file\n')
  const added = await say(folder, 'lint', 'added.yml', '-i', 'hosts.yml', '--strict')
  assert.is(added.stdout, '0 errors, 0 warnings in 1 file\n')
})

test('`--fix` fixes what it can and reports the rest', async () => {
  const { code, stdout } = await say(folder, 'lint', 'warned', '--fix')
  assert.equal([code, stdout], [0, '0 errors, 0 warnings, 1 fixed in 1 file\n'])
  assert.match(readFileSync(join(folder, 'warned/site.yml'), 'utf8'), '  become: true\n')
})

for (const [output, begin] of [
  ['json', '{\n  "findings": ['],
  ['sarif', '{\n  "$schema"'],
  ['github', '::error file=wrong/site.yml,line=3'],
] as const) {
  test(`\`-o ${output}\` prints nothing else`, async () => {
    const { stdout, stderr } = await say(folder, 'lint', 'wrong', '-o', output)
    assert.equal([stdout.startsWith(begin), stderr], [true, ''])
  })
}

test.run()
