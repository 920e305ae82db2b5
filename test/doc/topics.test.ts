import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { GIVEN_NAMES } from '../../src/base/builtin-names.ts'
import { openDocumentation } from '../../src/doc/topics.ts'
import { BUILT_IN_VARIABLES, CONNECTION_VARIABLES } from '../../src/doc/variables.ts'
import { SETTING_VARIABLES } from '../../src/engine/variables/setting-names.ts'
import { KEYWORD_TABLE } from '../../src/playbook/keywords/keyword-table.ts'
import { loadPlaybook } from '../../src/playbook/load.ts'
import { BLOCK_KEYWORDS } from '../../src/playbook/read-block.ts'
import { PLAY_KEYWORDS } from '../../src/playbook/read-play.ts'
import { TASK_KEYS } from '../../src/playbook/read-task.ts'
import { makeProject } from '../kit/command-line.ts'

const documentation = openDocumentation([])

test('every keyword that plays, blocks and tasks have is documented', () => {
  const all = [...PLAY_KEYWORDS, ...BLOCK_KEYWORDS, ...TASK_KEYS]
  assert.equal(
    all.filter(name => !Object.hasOwn(KEYWORD_TABLE, name)),
    [],
  )
})

test('every example of a keyword is read', () => {
  const isOfPlay = (name: string): boolean => PLAY_KEYWORDS.includes(name)
  const taskTypes = ['debug', 'ping', 'systemd', 'command', 'apt']
  const known = { taskTypes, rolesPath: [] }
  for (const [name, { example }] of Object.entries(KEYWORD_TABLE)) {
    if (/^(import|include)_|^roles$/.test(name)) continue
    const folder = makeProject({ 'site.yml': playbookWith(name, example, isOfPlay(name)) })
    assert.not.throws(() => loadPlaybook(`${folder}/site.yml`, known), name)
  }
})

/** A playbook in which a keyword is in its place. */
function playbookWith(name: string, example: string, isOfPlay: boolean): string {
  if (name === 'hosts') return `- ${example}\n`
  if (isOfPlay) return `- hosts: all\n  ${example}\n`
  const needs: Record<string, string> = {
    rescue: 'block: [{ ping: }]',
    always: 'block: [{ ping: }]',
    rescue_unreachable: 'block: [{ ping: }]\n      rescue: [{ ping: }]',
    loop_control: 'debug:\n      loop: [a]',
    delegate_facts: 'debug:\n      delegate_to: localhost',
    args: 'command: "true"',
  }
  const noTask = ['block', 'action', 'local_action']
  const other = noTask.includes(name) ? '' : `\n      ${needs[name] ?? 'debug:'}`
  const list = name === 'listen' ? 'handlers' : 'tasks'
  return `- hosts: all\n  ${list}:\n    - ${example}${other}\n`
}

test('every variable that Drover gives is documented, here and in docs/values.md', () => {
  assert.equal(
    [...GIVEN_NAMES].filter(name => !Object.hasOwn(BUILT_IN_VARIABLES, name)),
    [],
  )
  const page = readFileSync('docs/values.md', 'utf8')
  const [, table = ''] = /\n## Built-in variables\n([\s\S]*?)\n## /.exec(page) ?? []
  const cells = table.split('\n').map(line => line.split('|')[1] ?? '')
  const listed = [...cells.join().matchAll(/`(\w+)`/g)].map(([, name = '']) => name)
  assert.equal(
    listed.filter(name => !Object.hasOwn(BUILT_IN_VARIABLES, name)),
    [],
  )
})

test('every variable that says how a host is reached is documented by its own name', () => {
  const natives = SETTING_VARIABLES.filter(name => !/^(ansible|drover)_/.test(name))
  assert.equal(natives.sort(), Object.keys(CONNECTION_VARIABLES).sort())
})

const kinds: [name: string, kinds: readonly string[]][] = [
  ['copy', ['task type']],
  ['ansible.builtin.copy', ['task type']],
  ['user', ['task type', 'keyword']],
  ['serial', ['keyword']],
  ['default', ['function']],
  ['hostvars', ['variable']],
  ['ansible_default_ipv4', ['fact']],
  ['distribution', ['fact']],
]

for (const [name, expected] of kinds) {
  test(`\`${name}\` is ${expected.join(' and ')}`, async () => {
    assert.equal(
      (await documentation.find(name)).topics.map(({ kind }) => kind),
      expected,
    )
  })
}

const questions: [words: string, page: string, heading: string][] = [
  ['jump host', 'docs/inventories.md', 'Logins, passwords and jump hosts'],
  ['loop map', 'docs/plays.md', 'Loops'],
  ['what register stores', 'docs/values.md', 'Results: what `register` stores'],
  ['where are the logs', 'docs/reports.md', 'Logs'],
  ['exit codes', 'docs/commands.md', 'Exit codes'],
]

for (const [words, page, heading] of questions) {
  test(`a search for \`${words}\` finds the section first`, async () => {
    const { topics, sections } = await documentation.find(words)
    assert.equal([topics, sections[0]?.page, sections[0]?.heading], [[], page, heading])
  })
}

test('words of which a section lacks one are not found', async () => {
  const found = await documentation.find('jump zeppelin').catch((error: unknown) => error)
  assert.is(
    (found as Error).message,
    'neither a name nor a page of the documentation matches `jump zeppelin`',
  )
})

test('a misspelt name is refused with a suggestion', async () => {
  const found = await documentation.find('regex_replac').catch((error: unknown) => error)
  assert.is((found as { hint?: string }).hint, 'did you mean `regex_replace`?')
})

test.run()
