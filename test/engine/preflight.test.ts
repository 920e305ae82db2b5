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
    messages: ['`fails` of `set`: expected true or false, got `perhaps`'],
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
  {
    what: 'an unknown variable in `until`',
    tasks: '[{ act: x, register: r, until: r.rc == nobody }]',
    messages: ['`nobody`'],
  },
  {
    what: 'a function that CEL has not, in `failed_when`',
    tasks: '[{ act: x, register: r, failed_when: r.stdout.find("x") != -1 }]',
    messages: ['there is no function `find`'],
  },
  {
    what: 'a host to delegate to that is not there',
    tasks: '[{ act: x, delegate_to: nobody }]',
    messages: ['`delegate_to` names `nobody`, which the inventory does not have'],
  },
  {
    what: 'a guard of no whole seconds, and one of an unknown variable',
    tasks: '[{ act: x, guard: "{{ 0.5 }}" }, { act: x, guard: { undo: "{{ nobody }}" } }]',
    messages: ['`guard` is a whole number of seconds from 1 on, got `0.5`', '`nobody`'],
  },
  {
    what: 'a connection of no known kind',
    tasks: '[{ act: x, connection: sshh }]',
    messages: ['the connection `sshh` of node1 is not known'],
  },
  {
    what: 'a `become_method` of no known kind',
    tasks: '[{ act: x, become: true, become_method: ksu }]',
    messages: ['`become_method` of node1 is sudo, su or doas, got `ksu`'],
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

test('what tasks register or set, and facts, may be asked of other hosts by `hostvars`', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { act: "{{inventory_hostname}}", register: own }
    - set_fact: { mine: "{{inventory_hostname}}!" }
    - { act: "{{hostvars.node2.own.stdout}} {{hostvars.node3.mine}}", when: hostvars.node2.own.rc == 0 && inventory_hostname == "node1" }
    - { act: "{{hostvars.node2.ansible_distribution}}", when: false }
`,
  )
  assert.is(run.deeds.at(-1), 'node1: node2 node3!')
})

test('a name that no task registers is no key of `hostvars`', async () => {
  const error = await runHerd('- hosts: web\n  tasks: [{ act: "{{hostvars.node2.nobody}}" }]').catch(e => e)
  assert.match(String(error.message), '`hostvars.node2` has no key `nobody`')
})

test('a condition on the index of a loop waits for the loop', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ act: "{{item}}", loop: [a, b, c], loop_control: { index_var: n }, when: int(n) > 1 }]',
    { inventory: 'web: { hosts: { node1: {} } }' },
  )
  assert.equal(run.deeds, ['node1: c'])
})

test('how a host is reached may hang on what a task sets', async () => {
  const run = await runHerd(
    '- hosts: web\n  tasks: [{ set_fact: { name: root } }, { act: x }, { act: y, become: true, become_user: "{{name}}" }]',
    { inventory: 'web: { hosts: { node1: { ansible_user: "{{name}}" } } }', extraVars: ['other=1'] },
  ).catch(error => error)
  assert.equal(run.deeds, ['node1: x', 'node1: y'])
})

test('a file that includes itself without end fails, and the run goes on to its end', async () => {
  const run = await runHerd('- hosts: web\n  tasks: [{ include_tasks: again.yml }]', {
    files: { 'again.yml': '- include_tasks: again.yml\n' },
  })
  assert.is(run.tallies.node1?.failed, 1)
  const [failure] = run.events.filter(event => event.type === 'task.result')
  assert.match(failure?.message ?? '', /^files are included more than 100 deep/)
})

test('a file may include itself as long as a condition ends it', async () => {
  const run = await runHerd('- hosts: web\n  vars: { n: 0 }\n  tasks: [{ include_tasks: again.yml }]', {
    files: {
      'again.yml':
        '- set_fact: { n: "{{add n 1}}" }\n- include_tasks: again.yml\n  when: int(n) < 5\n- act: done\n',
    },
    inventory: 'web: { hosts: { node1: {} } }',
  })
  assert.is(run.deeds.length, 5)
})

test.run()
