import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputErrors } from '../../src/errors.ts'
import { runHerd } from '../kit/herd.ts'

const rows: { what: string; tasks: string; messages: string[]; hints?: string[] }[] = [
  {
    what: 'an unknown param, with the nearest known one',
    tasks: '[{ set: { kye: a, value: b } }]',
    messages: ['`set` has no param `kye`', '`set` needs the param `key`'],
  },
  {
    what: 'a missing param',
    tasks: '[{ set: { key: a } }]',
    messages: ['`set` needs the param `value`'],
  },
  {
    what: 'a param of a wrong type',
    tasks: '[{ set: { key: a, value: b, fails: perhaps } }]',
    messages: ['`fails` of `set`: expected boolean or one of'],
  },
  { what: 'an unknown variable', tasks: '[{ act: "{{nobody}}" }]', messages: ['`nobody`'] },
  {
    what: 'an unknown variable in a condition',
    tasks: '[{ act: x, when: nobody == 1 }]',
    messages: ['`nobody`'],
  },
  {
    what: 'an unknown handler',
    tasks: '[{ act: x, notify: nobody }]',
    messages: ['`notify` names `nobody`'],
  },
  { what: 'a broken template', tasks: '[{ act: "{{#if x}}" }]', messages: [''] },
  { what: 'a broken condition', tasks: '[{ act: x, when: "a ==" }]', messages: [''] },
]

for (const { what, tasks, messages } of rows) {
  test(`it tells of ${what} before any host is contacted`, async () => {
    const run = runHerd(`- hosts: web\n  tasks: ${tasks}\n  handlers: [{ name: h, act: x }]`)
    const error = await run.then(
      () => undefined,
      (thrown: unknown) => thrown,
    )
    const errors = error instanceof InputErrors ? error.errors : [error as Error]
    for (const message of messages) {
      assert.ok(
        errors.some(each => each?.message.includes(message)),
        errors.map(String).join('\n'),
      )
    }
  })
}

test('it is content with what registered results and facts will bring', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: x, register: r }
    - { act: "{{r.stdout}} {{ansible_facts.color}} {{ansible_color}} {{later}}", when: r.rc == 0 && ansible_facts.color == "red" && defined("later") }
    - set_fact: { later: 1 }
`,
    { facts: { color: 'red' } },
  )
  assert.equal(run.deeds, ['node1: x', 'node2: x', 'node3: x'])
})

test('a variable that only some hosts have may be missing behind a condition that leaves the others out', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ act: "{{own}}", when: inventory_hostname == "node1" }]',
    {
      inventory: 'web: { hosts: { node1: { own: mine }, node2: {} } }',
    },
  )
  assert.equal(run.deeds, ['node1: mine'])
})

test.run()
