import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, type HerdRun, runHerd } from '../../kit/herd.ts'

function run(tasks: string, handlers: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: node1\n  tasks:\n${tasks}\n  handlers:\n${handlers}`, options)
}

const handled = ({ deeds }: HerdRun): string[] => deeds.map(deed => deed.replace(/^node1: /, ''))

const warnings = ({ events }: HerdRun): string[] =>
  events.flatMap(event =>
    event.type === 'warning' ? [event.message.replace(/\(?\S*site\.yml/g, 'site.yml')] : [],
  )

test('of two handlers with the same name the first runs, with a warning about the other', async () => {
  const found = await run(
    '    - { set: { key: a, value: b }, notify: same }',
    '    - { name: same, act: first }\n    - { name: same, act: second }',
  )
  assert.equal(handled(found), ['set a=b', 'first'])
  assert.equal(warnings(found), [
    'the handler `same` (site.yml:6:7) never runs: `notify` reaches the handler of the same name at site.yml:5:7'.replace(
      '(site',
      'site',
    ),
  ])
})

test('of two handlers with the same name in two blocks, the one in the last block runs', async () => {
  const found = await run(
    '    - { set: { key: a, value: b }, notify: same }',
    '    - { name: same, act: alone }\n    - block: [{ name: same, act: first }]\n    - block: [{ name: same, act: last }]',
  )
  assert.equal(handled(found), ['set a=b', 'last'])
})

test('handlers with the same name that `listen` all run', async () => {
  const found = await run(
    '    - { set: { key: a, value: b }, notify: topic }',
    '    - { name: same, act: first, listen: topic }\n    - { name: same, act: second, listen: topic }',
  )
  assert.equal(handled(found), ['set a=b', 'first', 'second'])
  assert.equal(warnings(found), [])
})

test('changed items of a loop notify handlers with templated names', async () => {
  const playbook = [
    '    - { set: { key: "{{ item }}", value: x }, loop: [a, b, c], notify: "restart {{ item }}", when: item != "c" }',
    ['a', 'b', 'c'].map(name => `    - { name: restart ${name}, act: restart ${name} }`).join('\n'),
  ] as const
  const data = new Map([['node1', new Map([['a', 'x']])]])
  assert.equal(handled(await run(...playbook, { data })), ['set b=x', 'restart b'])
})

test('a handler whose name cannot be rendered for a host fails only that host', async () => {
  const found = await runHerd(`
- hosts: web[0:1]
  tasks:
    - { set_fact: { unit: web }, when: inventory_hostname == "node1" }
    - { set: { key: a, value: b }, notify: "restart {{ default unit 'nothing' }}" }
    - act: after
  handlers:
    - { name: "restart {{ unit }}", act: "restart {{ unit }}" }
`)
  assert.equal(found.deeds, ['node1: set a=b', 'node2: set a=b', 'node1: after', 'node1: restart web'])
  assert.is(found.tallies.node2?.failed, 1)
})

test.run()
