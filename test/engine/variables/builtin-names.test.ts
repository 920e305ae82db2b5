import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdRun, runHerd } from '../../kit/herd.ts'

const warnings = ({ events }: HerdRun): string[] =>
  events.flatMap(event =>
    event.type === 'warning' ? [event.message.replace(/\(\S*\/([\w.]+:\d)/g, '($1')] : [],
  )

const SETTING: [what: string, play: string, by: string][] = [
  ['set_fact', 'tasks: [{ set_fact: { inventory_hostname: x } }]', '`set_fact`'],
  ['set_fact with several variables', 'tasks: [{ set_fact: { a: 1, groups: {} } }]', '`set_fact`'],
  ['the vars of a play', 'vars: { hostvars: {} }', '`vars`'],
  ['the vars of a block', 'tasks: [{ block: [], vars: { omit: x } }]', '`vars`'],
  ['the vars of a task', 'tasks: [{ act: x, vars: { ansible_facts: {} } }]', '`vars`'],
  ['the vars of an include', 'tasks: [{ include_tasks: f.yml, vars: { play_hosts: [] } }]', '`vars`'],
  ['register', 'tasks: [{ act: x, register: ansible_check_mode }]', '`register`'],
]

for (const [what, play, by] of SETTING) {
  test(`a name that Drover sets itself is refused in ${what}`, async () => {
    const error = await runHerd(`- hosts: web\n  ${play}`).catch(thrown => thrown as Error)
    assert.match(String(error), by)
    assert.match(String(error), 'Drover sets this variable itself')
  })
}

test('a name that Drover sets itself is refused in extra variables and in vars_files', async () => {
  const extra = await runHerd('- hosts: web', { extraVars: ['groups=x'] }).catch(String)
  assert.is(extra, 'InputError: `-e` cannot set `groups`: Drover sets this variable itself')
  const file = await runHerd('- hosts: web\n  vars_files: [v.yml]', {
    files: { 'v.yml': 'group_names: []' },
  }).catch(String)
  assert.match(String(file), 'cannot set `group_names`: Drover sets this variable itself')
})

test('a name that Drover sets itself is ignored in the inventory, with one warning', async () => {
  const run = await runHerd('- hosts: web\n  tasks: [{ act: "{{ inventory_hostname }}" }]\n- hosts: web', {
    inventory: 'web: { vars: { groups: [wheel] }, hosts: { node1: { inventory_hostname: x } } }',
  })
  assert.equal(run.deeds, ['node1: node1'])
  assert.equal(warnings(run), [
    '`groups` in the inventory (hosts.yml:1:24) is ignored: Drover sets this variable itself',
    '`inventory_hostname` in the inventory (hosts.yml:1:73) is ignored: Drover sets this variable itself',
  ])
})

test('a playbook can set `address` and `project_dir`', async () => {
  const { deeds } = await runHerd(
    `
- hosts: web
  vars: { address: 10.0.0.1, project_dir: /srv }
  tasks: [{ act: "{{ address }} {{ project_dir }} {{ hostvars.node1.address }}" }]
`,
    { inventory: 'web: { hosts: { node1: { ansible_host: there } } }' },
  )
  assert.equal(deeds, ['node1: 10.0.0.1 /srv there'])
})

test('a loop that hides the item of an outer include causes one warning', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { include_tasks: f.yml, loop: [a, b] }
    - { include_tasks: f.yml, loop: [a], loop_control: { loop_var: outer } }
    - { include_tasks: g.yml, loop: [a], loop_control: { index_var: n } }
    - { include_role: { name: r }, loop: [a] }
`,
    {
      inventory: 'web: { hosts: { node1: {} } }',
      files: {
        'f.yml': '- { name: Inner, act: "{{ item }}", loop: [x] }',
        'g.yml': '- { act: "{{ e }}", loop: [x], loop_control: { loop_var: e, index_var: n } }',
        'roles/r/tasks/main.yml': '- { act: "{{ item }}", loop: [x] }',
      },
    },
  )
  assert.equal(warnings(run), [
    'the loop of `Inner` (f.yml:1:3) hides the `item` of the include around it: choose another name with `loop_control: {loop_var: …}`',
    'the loop of `act` (g.yml:1:3) hides the `n` of the include around it: choose another name with `loop_control: {index_var: …}`',
    'the loop of `r : act` (main.yml:1:3) hides the `item` of the include around it: choose another name with `loop_control: {loop_var: …}`',
  ])
  assert.equal(run.deeds, ['node1: x', 'node1: x', 'node1: x', 'node1: x', 'node1: x'])
})

test('hostvars contains localhost without listing it, whatever the inventory contains', async () => {
  const { deeds } = await runHerd(`
- hosts: node1
  tasks:
    - act: !expr "json([hostvars.localhost.inventory_hostname, defined(hostvars.localhost), hostvars.keys()])"
      when: hostvars.localhost.connection == "local"
`)
  assert.equal(deeds, ['node1: ["localhost",true,["node1","node2","node3"]]'])
})

test.run()
