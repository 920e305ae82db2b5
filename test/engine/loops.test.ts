import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, runHerd } from '../kit/herd.ts'

/** The deeds of a play with these tasks on one host. */
async function deedsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds } = await runHerd(`- hosts: node1\n  tasks:\n${tasks}`, options)
  return deeds.map(deed => deed.replace(/^node1: /, ''))
}

const SEEN: Record<string, { tasks: string; deeds: string[]; more?: HerdOptions }> = {
  'a fact that is added to': {
    tasks: `
    - set_fact: { acc: !expr "default(acc, []) + [item]" }
      loop: [1, 2, 3]
    - act: "{{ json acc }}"
`,
    deeds: ['[1,2,3]'],
  },
  'a counter': {
    tasks: `
    - set_fact: { n: 0 }
    - set_fact: { n: !expr n + item }
      loop: [1, 2, 3, 4]
      when: n < 5
    - act: "{{ n }}"
`,
    deeds: ['6'],
  },
  'whether something was already found': {
    tasks: `
    - set_fact: { found: "{{ item }}" }
      loop: [a, b, c]
      when: 'item != "a" && !defined(found)'
    - act: "{{ found }}"
`,
    deeds: ['b'],
  },
  'the result of the previous item, under the registered name': {
    tasks: `
    - act: "{{ item }}"
      loop: [a, b, c, d]
      when: default(r.stdout, "") != "b"
      register: r
    - act: "{{ length r.results }} {{ r.results.[2].skipped }}"
`,
    deeds: ['a', 'b', '4 true'],
  },
  'the result of the previous item, in params and through a variable': {
    tasks: `
    - act: "{{ item }}{{ last }}"
      loop: [a, b, c]
      vars: { last: !expr "default(r.stdout, '')" }
      register: r
`,
    deeds: ['a', 'ba', 'cba'],
  },
  'an ignored failure': {
    tasks: `
    - act: { say: "{{ item }}", rc: !expr "item == 'b' ? 1 : 0" }
      loop: [a, b, c]
      when: '!default(r.failed, false)'
      ignore_errors: true
      register: r
`,
    deeds: ['a', 'b'],
  },
  'an extra variable, which `set_fact` does not change': {
    tasks: `
    - set_fact: { acc: !expr "acc + item" }
      loop: [b, c]
    - act: "{{ acc }}"
`,
    deeds: ['a'],
    more: { extraVars: ['acc=a'] },
  },
  'a `set_fact` of the loop variable, which does not replace the item': {
    tasks: `
    - set_fact: { item: 9, other: "{{ item }}" }
      loop: [1, 2]
    - act: "{{ other }}"
`,
    deeds: ['2'],
  },
}

for (const [what, { tasks, deeds, more }] of Object.entries(SEEN)) {
  test(`an item of a loop sees what earlier items set: ${what}`, async () => {
    for (const looksAhead of [true, false]) assert.equal(await deedsOf(tasks, { ...more, looksAhead }), deeds)
  })
}

test('in a dry run, an item that needs what an earlier unknown item sets is unknown', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: x, register: told }
    - set_fact: { acc: !expr "default(acc, '') + told.stdout" }
      loop: [1, 2]
      when: item == 1 || default(acc, "") == "xx"
    - set: { key: a, value: "{{ acc }}" }
`,
    { isCheckMode: true },
  )
  const ends = run.events.flatMap(event =>
    event.type === 'task.result' && event.taskType !== 'act' ? [`${event.item ?? '-'} ${event.status}`] : [],
  )
  assert.equal(ends, ['1 unknown', '2 unknown', '- unknown', '- unknown'])
})

test('packages of a loop are not installed in one transaction if an item may depend on the result of another', async () => {
  const installs = async (more: string): Promise<string[]> =>
    (await deedsOf(`    - install: { name: "{{ item }}" }\n      loop: [a, b]\n${more}`)).filter(deed =>
      deed.startsWith('install'),
    )
  assert.equal(await installs('      register: r'), ['install a b'])
  assert.equal(await installs("      register: r\n      when: '!default(r.changed, false)'"), ['install a'])
  assert.equal(
    await installs(
      '      register: r\n      when: \'!default(before, false)\'\n      vars: { before: !expr "default(r.changed, false)" }',
    ),
    ['install a'],
  )
})

test.run()
