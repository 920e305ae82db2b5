import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { type HerdOptions, type HerdRun, resultsOf, runHerd } from '../kit/herd.ts'

const FILES = {
  'vars/a.yml': 'v: included\nw: "{{ v }} and {{ later }}"',
  'b.yml': 'v: beside',
  'more/1.yml': 'v: one\nx: one',
  'more/2.yml': 'v: two',
  'roles/r/vars/a.yml': 'v: of role',
  'roles/r/vars/more/a.yml': 'v: more of role',
  'roles/r/tasks/main.yml':
    '- { include_vars: a.yml, when: defined(file) }\n- { include_vars: { dir: more }, when: "!defined(file)" }\n- act: "{{ v }}"',
  'inner.yml': '- act: "{{ v }}"',
}

function run(tasks: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: node1\n  tasks:\n${tasks}`, {
    ...options,
    files: { ...FILES, ...options.files },
  })
}

const ROWS: readonly (readonly [
  what: string,
  tasks: string,
  deeds: readonly string[],
  options?: HerdOptions,
])[] = [
  [
    'is rendered when it is used',
    '    - include_vars: a.yml\n    - { act: "{{ w }}", vars: { later: now } }\n    - { act: "{{ w }}", vars: { later: then } }',
    ['included and now', 'included and then'],
  ],
  ['is found next to the playbook', '    - include_vars: b.yml\n    - act: "{{ v }}"', ['beside']],
  [
    'is read in order of file names',
    '    - include_vars: { dir: more }\n    - act: "{{ v }} {{ x }}"',
    ['two one'],
  ],
  [
    'is one map under `name`',
    '    - include_vars: { file: more/1.yml, name: m }\n    - act: "{{ m.v }} {{ m.x }} {{default v 7}}"',
    ['one one 7'],
  ],
  [
    'takes precedence over vars of a task',
    '    - include_vars: a.yml\n    - { act: "{{ v }}", vars: { v: task } }',
    ['included'],
  ],
  [
    'has lower precedence than what a task sets, in any order',
    '    - set_fact: { v: set }\n    - include_vars: a.yml\n    - act: "{{ v }}"',
    ['set'],
  ],
  [
    'has lower precedence than the vars of an include',
    '    - include_vars: a.yml\n    - { include_tasks: inner.yml, vars: { v: given } }',
    ['given'],
  ],
  [
    'has lower precedence than -e',
    '    - include_vars: a.yml\n    - act: "{{ v }}"',
    ['extra'],
    { extraVars: ['v=extra'] },
  ],
  [
    'is read for each item of a loop',
    '    - { include_vars: "{{ item }}", loop: [b.yml, more/1.yml] }\n    - act: "{{ v }} {{ x }}"',
    ['one one'],
  ],
  [
    'is the first file found',
    '    - { include_vars: "{{ item }}", with_first_found: [absent.yml, b.yml] }\n    - act: "{{ v }}"',
    ['beside'],
  ],
  [
    'is not read if conditions are false',
    '    - { include_vars: a.yml, when: "!defined(v)" }\n    - { include_vars: b.yml, when: v == "no" }\n    - act: "{{ v }}"',
    ['included'],
  ],
  [
    "can be named by a task's result",
    '    - { act: b, register: r }\n    - include_vars: "{{ r.stdout }}.yml"\n    - act: "{{ v }}"',
    ['b', 'beside'],
  ],
  [
    'comes from the role, as a file or a folder',
    '    - { include_role: { name: r }, vars: { file: yes } }\n    - include_role: { name: r }',
    ['of role', 'more of role'],
  ],
]

for (const [what, tasks, expected, options] of ROWS) {
  test(`a variable of include_vars ${what}`, async () => {
    const { deeds } = await run(tasks, options)
    assert.equal(
      deeds.map(deed => deed.replace(/^node1: /, '')),
      expected,
    )
  })
}

test('variables of include_vars are visible to other hosts, and to all hosts with run_once', async () => {
  const { deeds } = await runHerd(
    '- hosts: all\n  tasks:\n    - { include_vars: b.yml, run_once: yes }\n    - { include_vars: { file: more/1.yml, name: m }, when: inventory_hostname == "node1" }\n    - { act: "{{ v }} {{ hostvars.node1.m.x }}", when: inventory_hostname != "node1" }',
    { files: FILES },
  )
  assert.equal([...deeds].sort(), ['node2: beside one', 'node3: beside one'])
})

test('in a dry run, variables that may not be read are unknown, and others are not affected', async () => {
  const dry = await run(
    '    - { act: b, register: r }\n    - { include_vars: a.yml, when: r.stdout == "b" }\n    - act: "{{ v }}"\n    - act: "{{ x }}"',
    { isCheckMode: true, extraVars: ['x=1'] },
  )
  assert.equal(resultsOf(dry), [
    'node1 changed act',
    'node1 unknown include_vars',
    'node1 unknown act',
    'node1 changed act',
  ])
})

for (const [what, file, inventory, said] of [
  ['are there', 'b', 'all: { hosts: { node1: { n: 0 } } }', 'beside'],
  ['have the values of the file', 'n', 'all: { hosts: { node1: { n: no number, v: 1 } } }', '1'],
] as const) {
  test(`in later plays, variables of a file that only the run names ${what}`, async () => {
    const { deeds } = await runHerd(
      `- { hosts: node1, tasks: [ { act: ${file}, register: r }, { include_vars: "{{ r.stdout }}.yml" } ] }
- { hosts: node1, tasks: [ { act: { say: "{{ v }}", rc: "{{ n }}" } } ] }`,
      { files: { ...FILES, 'n.yml': 'n: 0' }, inventory },
    )
    assert.equal(deeds, [`node1: ${file}`, `node1: ${said}`])
  })
}

const WRONG: readonly (readonly [tasks: string, problems: readonly string[]])[] = [
  ['    - include_vars: absent.yml', ['there is no file of variables `absent.yml`']],
  ['    - { include_vars: absent.yml, when: no }', []],
  ['    - include_vars: list.yml', ['a file of variables must be a map of names and values, got a list']],
  [
    '    - include_vars: given.yml',
    ['a file of variables cannot set `groups`: Drover sets this variable itself'],
  ],
  [
    '    - include_vars: { dir: more/1.yml }',
    ['the folder of variables `more/1.yml` is a file, expected a folder'],
  ],
  ['    - include_vars: b.yml\n    - act: "{{ absent }}"', ['there is no variable `absent`']],
  ['    - include_vars: b.yml\n    - assert: { that: v == "beside" }', []],
]

for (const [tasks, expected] of WRONG) {
  test(`${tasks.trim()}: ${expected.length === 0 ? 'no error' : 'an error before the run'}`, async () => {
    assert.equal(await problemsOf(tasks), expected)
  })
}

async function problemsOf(tasks: string): Promise<string[]> {
  try {
    await run(tasks, { files: { 'list.yml': '- a', 'given.yml': 'groups: 1' } })
  } catch (error) {
    const all = error instanceof InputErrors ? error.errors : [error]
    return all.map(each => {
      if (!(each instanceof InputError)) throw each
      return each.message.replace(/\/\S+?\/drover-herd-\w+\//, '')
    })
  }
  return []
}

test.run()
