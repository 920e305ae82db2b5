import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

async function deedsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  const { deeds } = await runHerd(`- hosts: web\n  tasks:\n${tasks}`, {
    inventory: 'web: { hosts: { node1: {} } }',
    ...options,
  })
  return deeds.map(deed => deed.replace(/^node1: /, ''))
}

test('vars of an include take precedence over set_fact, register, and the vars of inner tasks', async () => {
  const deeds = await deedsOf(
    `
    - set_fact: { a: fact, b: fact, c: fact, d: fact }
    - { read: k, register: e }
    - include_tasks: outer.yml
      vars: { a: outer, b: outer, e: outer }
    - act: "{{ a }} {{ b }} {{ c }} {{ d }}"
`,
    {
      extraVars: ['d=extra'],
      files: {
        'outer.yml': `
- include_tasks: inner.yml
  vars: { b: inner, d: inner }
- act: "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}"
  vars: { a: task, c: task }
`,
        'inner.yml': `
- set_fact: { b: set inside, c: set inside }
- act: "{{ a }} {{ b }} {{ c }} {{ d }} {{ e }}"
`,
      },
    },
  )
  assert.equal(deeds, [
    'outer inner set inside extra outer',
    'outer outer set inside extra outer',
    'fact set inside set inside extra',
  ])
})

test('vars of an include apply to its own condition, file name and loop', async () => {
  const deeds = await deedsOf(
    `
    - set_fact: { which: fact, list: [] }
    - include_tasks: "{{ which }}.yml"
      vars: { which: given, list: [x, y] }
      when: which == "given"
      loop: "{{ list }}"
`,
    { files: { 'given.yml': '- act: "{{ item }} {{ which }}"' } },
  )
  assert.equal(deeds, ['x given', 'y given'])
})

test('an include that loops over an item twice runs twice, one after the other', async () => {
  const deeds = await deedsOf('    - { include_tasks: f.yml, loop: [a, b, a] }', {
    files: { 'f.yml': '- act: "one {{ item }}"\n- act: "two {{ item }}"' },
  })
  assert.equal(deeds, ['one a', 'two a', 'one b', 'two b', 'one a', 'two a'])
})

test('items of an include are passed on unchanged: unknown values, maps, and text that looks like a template', async () => {
  const run = await runHerd(
    `
- hosts: node1
  vars: { told: !unsafe "{{ no }}" }
  tasks:
    - { act: x, register: r }
    - include_tasks: f.yml
      loop: ["{{ r.stdout }}", { a: "{{ told }}" }]
`,
    { isCheckMode: true, files: { 'f.yml': '- { name: "{{ json item }}", act: "{{ json item }}" }' } },
  )
  const results = run.events.flatMap(event =>
    event.type === 'task.result' && event.task.includes('f.yml') ? [`${event.status} ${event.name}`] : [],
  )
  assert.equal(results, ['unknown {{ json item }}', 'changed {"a":"{{ no }}"}'])
})

test('a condition of an include without the item is evaluated before its loop', async () => {
  const deeds = await deedsOf(
    '    - { include_tasks: f.yml, loop: "{{ nothing }}", when: defined(nothing) }',
    {
      files: { 'f.yml': '- act: never' },
      extraVars: ['unused=1'],
    },
  )
  assert.equal(deeds, [])
})

test('conditions of blocks around an include are evaluated for each of its tasks, its own condition once', async () => {
  const tasks = (of: string): string => `
    - set_fact: { go: true }
    - ${of}
`
  const files = { 'f.yml': '- act: one\n- set_fact: { go: false }\n- act: two' }
  assert.equal(await deedsOf(tasks('block: [{ include_tasks: f.yml }]\n      when: go'), { files }), ['one'])
  assert.equal(await deedsOf(tasks('include_tasks: f.yml\n      when: go'), { files }), ['one', 'two'])
  assert.equal(await deedsOf(tasks('include_tasks: { file: f.yml, apply: { when: go } }'), { files }), [
    'one',
  ])
})

test('an error of an include affects only its host, and a rescue sees it', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - block:
        - { include_tasks: "{{ which }}.yml" }
      rescue:
        - act: "rescue {{ ansible_failed_task.action }} {{ ansible_failed_result.failed }}"
    - act: after
`,
    {
      inventory:
        'web: { hosts: { node1: { which: here }, node2: { which: missing }, node3: { which: broken } } }',
      files: { 'here.yml': '- act: here', 'broken.yml': '- nothing: x' },
    },
  )
  assert.equal(run.deeds, [
    'node1: here',
    'node2: rescue include_tasks true',
    'node3: rescue include_tasks true',
    'node1: after',
    'node2: after',
    'node3: after',
  ])
})

test('`ignore_errors` on an include ignores its own failure, not those of its tasks', async () => {
  const tasks = `
    - { include_tasks: "{{ inventory_hostname }}.yml", ignore_errors: true }
    - { include_tasks: f.yml, ignore_errors: true }
    - act: never
`
  assert.equal(await deedsOf(tasks, { files: { 'f.yml': '- act: { say: fails, rc: 1 }' } }), ['fails'])
})

test('in a dry run, an include with an unknown condition is unknown, and so are the variables it sets', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: x, register: r }
    - { include_tasks: f.yml, when: r.stdout == "x" }
    - { name: Tell, act: "{{ fact }}" }
    - { include_tasks: "{{ r.stdout }}.yml" }
    - { include_tasks: f.yml, loop: "{{ r.lines }}" }
`,
    { isCheckMode: true, files: { 'f.yml': '- act: inside\n- set_fact: { fact: 1 }' } },
  )
  assert.equal(resultsOf(run), [
    'node1 changed act',
    'node1 unknown include_tasks',
    'node1 unknown Tell',
    'node1 unknown include_tasks',
    'node1 unknown include_tasks',
  ])
})

const TAGGED = {
  'inner.yml':
    '- { act: plain }\n- { act: tagged, tags: [inner] }\n- block: [{ act: in block }]\n  tags: [inner]',
}

const TAGS: [what: string, tasks: string, tags: string[], skipTags: string[], deeds: string[]][] = [
  [
    'everything without `--tags`',
    'include_tasks: inner.yml\n      tags: [web]',
    [],
    [],
    ['plain', 'tagged', 'in block'],
  ],
  ['the include, but nothing in its file', 'include_tasks: inner.yml\n      tags: [web]', ['web'], [], []],
  [
    'the include, and the tasks in its file with the same tag',
    'include_tasks: inner.yml\n      tags: [inner]',
    ['inner'],
    [],
    ['tagged', 'in block'],
  ],
  ['nothing in a file whose include is not selected', 'include_tasks: inner.yml', ['inner'], [], []],
  [
    'the selected tasks of a file that is always included',
    'include_tasks: inner.yml\n      tags: [always]',
    ['inner'],
    [],
    ['tagged', 'in block'],
  ],
  [
    'tasks that get the tag from `apply`',
    'include_tasks: { file: inner.yml, apply: { tags: [web] } }\n      tags: [web]',
    ['web'],
    [],
    ['plain', 'tagged', 'in block'],
  ],
  [
    'tasks that get the tag from a block around the include',
    'block: [{ include_tasks: inner.yml }]\n      tags: [web]',
    ['web'],
    [],
    ['plain', 'tagged', 'in block'],
  ],
  ['not the tasks that are skipped in the file', 'include_tasks: inner.yml', [], ['inner'], ['plain']],
  [
    'nothing of a file whose include is skipped',
    'include_tasks: inner.yml\n      tags: [web]',
    [],
    ['web'],
    [],
  ],
  [
    'nothing in a file whose include has the tag `never`',
    'include_tasks: inner.yml\n      tags: [never]',
    [],
    [],
    [],
  ],
  [
    'everything in an imported file',
    'import_tasks: inner.yml\n      tags: [web]',
    ['web'],
    [],
    ['plain', 'tagged', 'in block'],
  ],
  [
    'the tasks with the tag in an imported file',
    'import_tasks: inner.yml',
    ['inner'],
    [],
    ['tagged', 'in block'],
  ],
]

for (const [what, tasks, tags, skipTags, deeds] of TAGS) {
  test(`tags select ${what}`, async () => {
    assert.equal(await deedsOf(`    - ${tasks}`, { files: TAGGED, tags, skipTags }), deeds)
  })
}

test('a tag that selects an include but nothing in its file causes one warning', async () => {
  const warnings = async (include: string): Promise<string[]> => {
    const { events } = await runHerd(`- hosts: web\n  tasks:\n    - ${include}`, {
      files: { ...TAGGED, 'roles/r/tasks/main.yml': TAGGED['inner.yml'] },
      tags: ['web'],
    })
    return events.flatMap(event => (event.type === 'warning' ? [event.message] : []))
  }
  const [warning, ...others] = await warnings('{ include_tasks: inner.yml, tags: [web] }')
  assert.match(
    warning ?? '',
    /select only the include, not the tasks in its file.*`apply: \{tags: \[web\]\}`/,
  )
  assert.equal(others, [])
  const [ofRole, ...more] = await warnings('{ include_role: { name: r }, tags: [web] }')
  assert.match(
    ofRole ?? '',
    /^the tags of an `include_role` \(.*site\.yml:3:7\) select only the include, not the tasks of its role: to give them `web`, write `apply: \{tags: \[web\]\}` below its `name`$/,
  )
  assert.equal(more, [])
  assert.equal(await warnings('{ include_tasks: inner.yml, tags: [always] }'), [])
  assert.equal(
    await warnings('{ include_tasks: { file: inner.yml, apply: { tags: [web] } }, tags: [web] }'),
    [],
  )
})

test('an include with `run_once` is evaluated for the first host, and its tasks run for all hosts', async () => {
  const run = await runHerd(
    `
- hosts: web
  tasks:
    - { include_tasks: "{{ inventory_hostname }}.yml", run_once: true }
    - act: "{{ default r.stdout 'nothing' }}"
`,
    { files: { 'node1.yml': '- { act: "for all", register: r }' } },
  )
  assert.equal(run.deeds, ['node1: for all', 'node1: for all', 'node2: for all', 'node3: for all'])
})

test('an include registers the included file, as in Ansible, before its tasks run', async () => {
  const deeds = await deedsOf(
    `
    - { include_tasks: one.yml, register: r }
    - { include_tasks: one.yml, register: looped, loop: [a, b], when: item == "a" }
    - { include_tasks: one.yml, register: none, when: false }
    - { include_role: { name: web, tasks_from: more }, register: role }
    - act: "{{ json r }}"
    - act: "{{ json looped.results }} {{ looped.msg }}"
    - act: "{{ none.skipped }} {{ json role.include_args }}"
`,
    {
      files: { 'one.yml': '- act: "inside {{ r.include }}"\n', 'roles/web/tasks/more.yml': '' },
    },
  )
  assert.equal(deeds, [
    'inside one.yml',
    'inside one.yml',
    '{"include":"one.yml","include_args":{},"changed":false,"failed":false}',
    '[{"include":"one.yml","include_args":{},"item":"a","ansible_loop_var":"item","changed":false,"failed":false},{"skip_reason":"Conditional result was False","item":"b","ansible_loop_var":"item","changed":false,"failed":false,"skipped":true}] All items completed',
    'true {"name":"web","tasks_from":"more"}',
  ])
})

test('tasks of a block inherit its `notify`, unless they have their own', async () => {
  const deeds = await deedsOf(
    `
    - notify: [one, two]
      block:
        - act: a
        - { act: b, notify: three }
        - { act: c, notify: [] }
        - include_tasks: inner.yml
  handlers:
    - { name: one, act: one }
    - { name: two, act: two }
    - { name: three, act: three }
    - { name: four, act: four }
`,
    { files: { 'inner.yml': '- { set: { key: k, value: 1 }, notify: four }\n' } },
  )
  assert.equal(deeds, ['a', 'b', 'c', 'set k=1', 'one', 'two', 'three', 'four'])
})

test.run()
