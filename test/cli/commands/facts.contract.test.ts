import { hostname } from 'node:os'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { makeProject, say } from '../../kit/command-line.ts'

const project = makeProject({
  'inventory/hosts.yml': `all:
  vars: { connection: local }
  hosts: { b: {}, a: {}, gone: { connection: 'sh -c "exit 9"' } }
`,
})
const facts = (...words: string[]) => say(project, 'facts', ...words)

test('one fact of several hosts is printed as a table in inventory order', async () => {
  const { stdout, code } = await facts('a,b', 'system')
  assert.is(stdout, 'a  Linux\nb  Linux\n')
  assert.is(code, 0)
})

test('several facts are printed as YAML', async () => {
  const { stdout } = await facts('a', 'ansible_system', 'nodenam*')
  assert.is(stdout, `a:\n  ansible_system: Linux\n  ansible_nodename: ${hostname()}\n`)
})

test('with `-o json`, facts are grouped by host', async () => {
  const { stdout } = await facts('a', 'system', '-o', 'json')
  assert.equal(JSON.parse(stdout), { hosts: { a: { ansible_system: 'Linux' } } })
})

test('a misspelt fact name is refused with a suggestion', async () => {
  const { stderr, code } = await facts('a', 'sytem')
  assert.is(stderr, 'error: none of these hosts has a fact `sytem`\n  hint: did you mean `ansible_system`?\n')
  assert.is(code, 1)
})

test('an unreachable host is reported, and the facts of the other hosts are printed', async () => {
  const { stdout, stderr, code } = await facts('a,gone', 'system', '--no-persist')
  assert.is(stdout, 'a  Linux\n')
  assert.match(stderr, /^gone unreachable: /)
  assert.is(code, 4)
})

test.run()
