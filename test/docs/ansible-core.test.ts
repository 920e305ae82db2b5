import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { HARMLESS_SETTINGS } from '../../docs/ansible-cfg-names.ts'
import { ansibleCorePage, flagNote, keysBySection, refusalOf, settingsRead } from '../../docs/ansible-core.ts'
import { FLAGS, INVENTORY_PLUGINS, VARIABLES } from '../../docs/ansible-names.ts'
import { WITHOUT_EFFECT } from '../../src/ansible-settings-without-effect.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { runHerd } from '../kit/herd.ts'
import { folderOf } from '../kit/project-files.ts'

test('docs/ansible-core.md is up to date with the code', () => {
  assert.is(readFileSync('docs/ansible-core.md', 'utf8'), ansibleCorePage())
})

test('support for a keyword is read from the code: an unknown one is refused at every level', () => {
  for (const level of ['play', 'block', 'task'] as const)
    assert.type(refusalOf(level, 'nonsense'), 'string', level)
  for (const level of ['play', 'role', 'block', 'task'] as const)
    assert.is(refusalOf(level, 'become'), undefined, level)
  assert.match(refusalOf('role', 'become_exe') ?? '', 'remove it')
})

/**
 * Places where all special variables exist: a delegated task of a role in a loop, in a role that another
 * uses, and in a `rescue`.
 */
const TASK = (text: string): string => `
- hosts: node1
  roles: [outer]
  tasks:
    - block: [{ fail: }]
      rescue: [{ act: "rescue ${text}" }]
`
const files = (text: string): Record<string, string> => ({
  'roles/outer/tasks/main.yml': '- import_role: { name: inner }\n',
  'roles/inner/tasks/main.yml': `- { act: "${text}", loop: [1], loop_control: { extended: true, index_var: i }, delegate_to: node1 }\n`,
})

for (const { name, status } of VARIABLES)
  test(`the special variable \`${name}\` ${status === 'none' ? 'is not here' : 'is here'}`, async () => {
    const text = `{{defined ${name}}}`
    const { deeds } = await runHerd(TASK(text), {
      files: files(text),
      facts: { local: {} },
      limit: 'all',
    })
    const isHere = deeds.some(deed => deed.endsWith('true'))
    assert.is(isHere, status !== 'none', deeds.join(', '))
  })

const INVENTORIES: Readonly<Record<string, readonly [name: string, content: string]>> = {
  auto: ['a.yml', 'plugin: ansible.builtin.constructed\ngroups: {}\n'],
  constructed: ['a.yml', 'plugin: constructed\n'],
  generator: ['a.yml', 'plugin: generator\nhosts: {name: x}\nlayers: {}\n'],
  ini: ['hosts', '[g]\nh\n'],
  toml: ['a.toml', '[g.hosts]\nh = {}\n'],
  yaml: ['a.yml', 'g: {hosts: {h: }}\n'],
}

for (const { name, status } of INVENTORY_PLUGINS) {
  // test/inventory/read-program.contract.test.ts tests programs.
  if (name === 'script') continue
  test(`an inventory of the plugin \`${name}\` is ${status === 'none' ? 'refused' : 'read'}`, () => {
    const [file, content] = INVENTORIES[name] ?? ['', '']
    const path = file === '' ? 'web[1:3],db' : join(folderOf({ [file]: content }), file)
    const load = (): unknown => loadInventory([path]).hosts
    if (status === 'none') assert.throws(load)
    else load()
  })
}

test('every unsupported option names a replacement', () => {
  const bare = FLAGS.filter(flag => flagNote(flag).status === 'none' && flag.note === undefined)
  assert.equal(bare, [])
  assert.is(flagNote({ names: ['--no-such-option'] }).status, 'none')
})

test('every setting of ansible-core 2.14 is in exactly one list: read, warned about, or harmless', () => {
  const ofAnsible = JSON.parse(readFileSync('test/docs/captured-settings.json', 'utf8'))
  const known = [...settingsRead(), ...WITHOUT_EFFECT, ...Object.values(HARMLESS_SETTINGS).flat()]
  assert.equal(keysBySection(known), ofAnsible)
})

test('the guide lists every setting that is read', () => {
  const guide = readFileSync('docs/from-ansible.md', 'utf8')
  const keys = settingsRead().map(({ key }) => key)
  assert.equal(
    keys.filter(key => !guide.includes(`\`${key}`)),
    [],
  )
})

test.run()
