import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': `all:
  vars: { connection: local }
  children:
    web: { hosts: { "web[1:2]": {} } }
    db: { hosts: { db1: { connection: 'sh -c "exit 9"' } } }
`,
})

const exec = (...words: string[]) => say(project, 'exec', ...words)

test('several words are a program and its arguments, without a shell', async () => {
  const { stdout, code } = await exec('web1', '--', 'printf', '%s\n', 'a  b', '{{x}}', '$HOME')
  assert.is(stdout, 'a  b\n{{x}}\n$HOME\n')
  assert.is(code, 0)
})

test('one word is a shell command line', async () => {
  const { stdout, stderr, code } = await exec('web1', '--', 'echo a | tr a b; echo no >&2; exit 3')
  assert.is(stdout, 'b\n')
  assert.is(stderr, 'no\nweb1: exit code 3\n')
  assert.is(code, 2)
})

test('equal outputs of several hosts are shown together', async () => {
  const { stdout, code } = await exec('web', '--', 'echo', 'hi')
  assert.match(stdout, /^\n. 2 hosts: web1 web2\n {2}hi\n$/)
  assert.is(code, 0)
})

test('a command with an unreachable host exits with 4', async () => {
  const { stdout, code } = await exec('all', '-o', 'json', '--no-persist', '--', 'echo', 'hi')
  const { hosts } = JSON.parse(stdout)
  assert.equal(hosts.web1, { status: 'ok', rc: 0, stdout: 'hi', stderr: '' })
  assert.is(hosts.db1.status, 'unreachable')
  assert.is(code, 4)
})

test('a misspelt pattern is refused with a suggestion', async () => {
  const { stderr, code } = await exec('wbe', '--', 'true')
  assert.match(stderr, /^error: no host or group matches `wbe`\n(.*\n)* {2}hint: did you mean `web`\?/)
  assert.is(code, 1)
})

test.run()
