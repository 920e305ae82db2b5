import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

/** The deeds of the hosts of a play in order, the same with and without look-ahead. */
async function deedsOf(tasks: string, options: HerdOptions = {}): Promise<string[]> {
  const runs = [true, false].map(looksAhead =>
    runHerd(`- hosts: web\n  tasks:\n${tasks}`, {
      inventory: 'web: { hosts: { node1: {} } }',
      ...options,
      looksAhead,
    }),
  )
  const [ahead, plain] = await Promise.all(runs)
  assert.equal(ahead?.deeds, plain?.deeds)
  return (plain?.deeds ?? []).map(deed => deed.replace(/^node1: /, ''))
}

const DONE: Record<string, { tasks: string; deeds: string[]; more?: HerdOptions }> = {
  'its tasks once for each item, in order': {
    tasks: `
    - loop: [a, b]
      block:
        - act: "{{ item }} 1"
        - act: "{{ item }} 2"
`,
    deeds: ['a 1', 'a 2', 'b 1', 'b 2'],
  },
  'with the names of loop_control': {
    tasks: `
    - loop: [a, b]
      loop_control: { loop_var: name, index_var: n, extended: true }
      vars: { shown: "{{ n }}={{ name }}" }
      block:
        - act: "{{ shown }} of {{ ansible_loop.length }}"
`,
    deeds: ['0=a of 2', '1=b of 2'],
  },
  'blocks in blocks, and loops of tasks inside, where the inner item hides the outer one': {
    tasks: `
    - loop: [a, b]
      loop_control: { loop_var: outer }
      block:
        - loop: "{{ lookup inner outer }}"
          block:
            - act: "{{ outer }} {{ item }}"
            - act: "{{ outer }} {{ item }}"
              loop: [x]
`,
    deeds: ['a 1', 'a x', 'a 2', 'a x', 'b 3', 'b x'],
    more: { extraVars: ['{"inner": {"a": [1, 2], "b": [3]}}'] },
  },
  'its includes, which see the item, and whose own variables take precedence': {
    tasks: `
    - loop: [a, b]
      block:
        - include_tasks: one.yml
        - include_tasks: one.yml
          vars: { item: own }
`,
    deeds: ['a', 'own', 'b', 'own'],
    more: { files: { 'one.yml': '- act: "{{ item }}"\n' } },
  },
  'inside an included file, where the item of the block takes precedence over that of the include': {
    tasks: `
    - include_tasks: one.yml
      loop: [x, y]
`,
    deeds: ['a', 'b', 'x', 'a', 'b', 'y'],
    more: {
      files: { 'one.yml': '- loop: [a, b]\n  block: [{ act: "{{ item }}" }]\n- act: "{{ item }}"\n' },
    },
  },
  'with a condition for each item, and not at all if a condition without the item is false': {
    tasks: `
    - loop: [1, 2, 3]
      when: item != 2
      block: [{ act: "{{ item }}" }]
    - loop: "{{ not_there }}"
      when: false
      block: [{ act: never }]
`,
    deeds: ['1', '3'],
  },
  'with what earlier items registered and set': {
    tasks: `
    - loop: [a, b, c]
      block:
        - set_fact: { all: !expr "default(all, '') + item" }
        - { act: "{{ item }}", register: last }
    - act: "{{ all }} {{ last.stdout }}"
`,
    deeds: ['a', 'b', 'c', 'abc c'],
  },
  'rescue and always once for each item': {
    tasks: `
    - loop: [a, b, c]
      block:
        - act: { say: "{{ item }}", rc: !expr "item == 'b' ? 1 : 0" }
      rescue:
        - act: "rescue {{ item }}"
      always:
        - act: "always {{ item }}"
    - act: end
`,
    deeds: ['a', 'always a', 'b', 'rescue b', 'always b', 'c', 'always c', 'end'],
  },
  'no further item after a failed one': {
    tasks: `
    - block:
        - loop: [a, b, c]
          block:
            - act: { say: "{{ item }}", rc: !expr "item == 'b' ? 1 : 0" }
          always:
            - act: "always {{ item }}"
      rescue:
        - act: "rescue {{ ansible_failed_result.rc }}"
`,
    deeds: ['a', 'always a', 'b', 'always b', 'rescue 1'],
  },
  'handlers once, after all items': {
    tasks: `
    - loop: [a, b]
      block:
        - { act: "{{ item }}", notify: tell }
  handlers:
    - { name: tell, act: told }
`,
    deeds: ['a', 'b', 'told'],
  },
  'the tasks that tags select': {
    tasks: `
    - loop: [a, b]
      block:
        - { act: "{{ item }} 1", tags: one }
        - { act: "{{ item }} 2", tags: two }
    - loop: "{{ not_there }}"
      tags: two
      block: [{ act: never }]
`,
    deeds: ['a 1', 'b 1'],
    more: { tags: ['one'] },
  },
  'from the task of `--start-at-task` on': {
    tasks: `
    - loop: "{{ not_there }}"
      block: [{ act: never }]
    - loop: [a, b]
      block:
        - { name: one, act: "{{ item }} 1" }
        - { name: two, act: "{{ item }} 2" }
`,
    deeds: ['a 2', 'b 1', 'b 2'],
    more: { startAtTask: 'two' },
  },
  'imported roles once for each item': {
    tasks: `
    - loop: [a, b]
      block:
        - import_role: { name: one }
          vars: { what: "{{ item }}" }
`,
    deeds: ['a', 'b'],
    more: { files: { 'roles/one/tasks/main.yml': '- act: "{{ what }}"\n' } },
  },
  'roles with private variables, whose inputs see the item': {
    tasks: `
    - loop: [a, b]
      block:
        - import_role: { name: one }
          vars: { what: "{{ item }}" }
`,
    deeds: ['a', 'b'],
    more: {
      files: {
        'roles/one/tasks/main.yml': '- act: "{{ what }}"\n',
        'roles/one/defaults/main.yml': 'what: none\n',
        'roles/one/meta/main.yml': 'variables: private\noutputs: []\n',
      },
    },
  },
}

for (const [what, { tasks, deeds, more }] of Object.entries(DONE)) {
  test(`a looped block runs ${what}`, async () => assert.equal(await deedsOf(tasks, more), deeds))
}

const LISTS = 'web: { hosts: { node1: { l: [a, b] }, node2: { l: [c] }, node3: { l: [d, e] } } }'

test('hosts with different lists run in lockstep, each with its next item', async () => {
  const tasks = `
    - loop: "{{ l }}"
      block:
        - { act: "{{ item }} 1", changed_when: false }
        - act: "{{ item }} 2"
    - { act: end, run_once: true }
`
  const deeds = await deedsOf(tasks, { inventory: LISTS })
  const where = (index: number, count: number): string[] => deeds.slice(index, index + count).sort()
  assert.equal(where(0, 3), ['a 1', 'node2: c 1', 'node3: d 1'])
  assert.equal(where(3, 3), ['a 2', 'node2: c 2', 'node3: d 2'])
  assert.equal(where(6, 2), ['b 1', 'node3: e 1'])
  assert.equal(where(8, 2), ['b 2', 'node3: e 2'])
  assert.equal(deeds.slice(10), ['end'])
})

test('with `run_once`, the list of the first host is used for all hosts', async () => {
  const tasks = `
    - loop: "{{ l }}"
      run_once: true
      block: [{ act: "{{ item }}" }]
`
  assert.equal(await deedsOf(tasks, { inventory: LISTS }), ['a', 'b'])
})

test('a loop value that is not a list fails only its hosts, and an outer rescue handles it', async () => {
  const tasks = `
    - block:
        - loop: "{{ l }}"
          name: each
          block: [{ act: "{{ item }}" }]
      rescue:
        - act: "{{ ansible_failed_task.name }}: {{ regex_replace ansible_failed_result.msg ' [(]/.*' '' }}"
`
  const inventory = 'web: { hosts: { node1: { l: 5 }, node2: { l: [c] } } }'
  const deeds = await deedsOf(tasks, { inventory })
  assert.equal(deeds, ['node2: c', 'each: `loop` takes a list, got a number'])
})

test('results of a looped block name their item', async () => {
  const { events } = await runHerd(
    `
- hosts: web
  tasks:
    - loop: [{ n: a }, { n: b }]
      loop_control: { label: "{{ item.n }}" }
      block:
        - { name: make, act: "{{ item.n }}" }
        - loop: [1, 2]
          loop_control: { loop_var: inner }
          block:
            - { act: "{{ inner }}", no_log: !expr inner == 2 }
`,
    { inventory: 'web: { hosts: { node1: {} } }' },
  )
  const names = events.flatMap(event => (event.type === 'task.result' ? [event.name] : []))
  assert.equal(names, ['make (a)', 'act', 'act', 'make (b)', 'act', 'act'])
  const starts = events.flatMap(event => (event.type === 'task.start' ? [event.name] : []))
  assert.equal(starts, names)
})

test('in a dry run, it is unknown whether a block with an unknown list runs', async () => {
  const { events } = await runHerd(
    `
- hosts: web
  tasks:
    - { act: x, register: told }
    - loop: !expr "told.stdout_lines"
      block:
        - set: { key: a, value: 1 }
        - { set: { key: b, value: 1 }, when: false }
        - set_fact: { known: 1 }
        - include_tasks: one.yml
      rescue:
        - act: rescued
    - { act: "{{ known }}" }
    - { act: "{{ other }}" }
`,
    {
      inventory: 'web: { hosts: { node1: { known: 0, other: 0 } } }',
      isCheckMode: true,
      files: { 'one.yml': '- act: included\n' },
    },
  )
  const ends = events.flatMap(event =>
    event.type === 'task.result' ? [`${event.taskType} ${event.status}`] : [],
  )
  assert.equal(ends, [
    'act changed',
    'set unknown',
    'set skipped',
    'set_fact unknown',
    'include_tasks unknown',
    'act unknown',
    'act changed',
  ])
})

const REPEATED: Record<string, { tasks: string; deeds: string[]; more?: HerdOptions }> = {
  'until the condition is true': {
    tasks: `
    - until: n == 3
      delay: 0
      block:
        - set_fact: { n: !expr "default(n, 0) + 1" }
        - act: "{{ n }}"
    - act: end
`,
    deeds: ['1', '2', '3', 'end'],
  },
  'once more than retries says, and then fails': {
    tasks: `
    - block:
        - until: false
          retries: 2
          delay: 0
          name: again
          block: [{ act: x }]
          rescue: [{ act: rescue }, { fail: { msg: "{{ ansible_failed_result.msg }}" } }]
          always: [{ act: always }]
      rescue:
        - act: "{{ ansible_failed_result.msg }}"
`,
    deeds: ['x', 'x', 'x', 'rescue', 'always', '`until` was not true after 3 attempts'],
  },
  'without `until`, as long as a task fails': {
    tasks: `
    - retries: 5
      delay: 0
      block:
        - set_fact: { n: !expr "default(n, 0) + 1" }
        - act: { say: "{{ n }}", rc: !expr "n < 3 ? 1 : 0" }
        - act: "after {{ n }}"
      always: [{ act: always }]
`,
    deeds: ['1', '2', '3', 'after 3', 'always'],
  },
  'and a rescue sees the last failed task': {
    tasks: `
    - retries: 1
      delay: 0
      block:
        - { name: breaks, act: { say: x, rc: 4 } }
      rescue:
        - act: "{{ ansible_failed_task.name }} {{ ansible_failed_result.rc }}"
`,
    deeds: ['x', 'x', 'breaks 4'],
  },
  'for each item of its loop': {
    tasks: `
    - loop: [a, b]
      until: n % 2 == 0
      delay: 0
      block:
        - set_fact: { n: !expr "default(n, 0) + 1" }
        - act: "{{ item }} {{ n }}"
`,
    deeds: ['a 1', 'a 2', 'b 3', 'b 4'],
  },
}

for (const [what, { tasks, deeds, more }] of Object.entries(REPEATED)) {
  test(`a block is repeated ${what}`, async () => assert.equal(await deedsOf(tasks, more), deeds))
}

test('only hosts whose condition is false repeat the block, and the others wait', async () => {
  const tasks = `
    - until: n >= most
      delay: 0
      block:
        - set_fact: { n: !expr "default(n, 0) + 1" }
        - act: "{{ n }}"
    - act: end
`
  const inventory = 'web: { hosts: { node1: { most: 1 }, node2: { most: 3 } } }'
  const deeds = await deedsOf(tasks, { inventory })
  assert.equal(deeds.slice(0, 2).sort(), ['1', 'node2: 1'])
  assert.equal(deeds.slice(2, 4), ['node2: 2', 'node2: 3'])
  assert.equal(deeds.slice(4).sort(), ['end', 'node2: end'])
})

test('failures that are repeated count as rescued, and the last one as failed', async () => {
  const { events, tallies } = await runHerd(
    `
- hosts: web
  tasks:
    - { retries: 2, delay: 0, name: thrice, block: [{ act: { say: x, rc: 1 } }] }
`,
    { inventory: 'web: { hosts: { node1: {} } }' },
  )
  const { rescued, failed } = tallies.node1 ?? {}
  assert.equal({ rescued, failed }, { rescued: 3, failed: 1 })
  const last = events.filter(event => event.type === 'task.result').at(-1)
  assert.equal([last?.name, last?.status, last?.isRescued], ['thrice', 'failed', false])
  assert.match(last?.message ?? '', /^failed in each of 3 attempts: /)
  const retries = events.flatMap(event => (event.type === 'task.retry' ? [event.attempt] : []))
  assert.equal(retries, [1, 2])
})

test('an unreachable host repeats a block only with `rescue_unreachable`', async () => {
  const tasks = (more: string) => `
- hosts: web
  tasks:
    - { retries: 1, delay: 0, block: [{ act: x }]${more} }
`
  const options = { inventory: 'web: { hosts: { node1: {} } }', unreachable: ['node1'] }
  const statuses = async (more: string): Promise<string[]> =>
    resultsOf(await runHerd(tasks(more), options)).map(result => result.split(' ')[1] ?? '')
  assert.equal(await statuses(''), ['unreachable'])
  assert.equal(await statuses(', rescue: [{ debug: { msg: x } }], rescue_unreachable: true'), [
    'failed',
    'failed',
    'failed',
    'ok',
  ])
})

test('a misspelt variable in a looped block is found before the run, but variables that a repeated block sets are unknown', async () => {
  const errorOf = async (tasks: string): Promise<string> => {
    try {
      await runHerd(`- hosts: web\n  tasks:\n${tasks}`)
      return 'none'
    } catch (error) {
      return String((error as Error).message)
    }
  }
  assert.match(await errorOf('    - { loop: [a], block: [{ act: "{{ itme }}" }] }'), /`itme`/)
  assert.match(await errorOf('    - { loop: "{{ lst }}", block: [{ act: "{{ item }}" }] }'), /`lst`/)
  assert.match(await errorOf('    - { until: dnoe, block: [{ act: x }] }'), /`dnoe`/)
  assert.is(
    await errorOf(
      '    - { until: n == 2, delay: 0, block: [{ set_fact: { n: !expr "default(n, 0) + 1" } }, { fail: {}, when: n > 3 }] }',
    ),
    'none',
  )
})

test('with `ignore_unreachable`, an unreachable host counts as ignored', async () => {
  const { tallies } = await runHerd(
    `
- hosts: web
  gather_facts: false
  tasks: [{ act: x, ignore_unreachable: true }, { debug: { msg: x } }]
`,
    { inventory: 'web: { hosts: { node1: {} } }', unreachable: ['node1'] },
  )
  assert.equal([tallies.node1?.ignored, tallies.node1?.unreachable, tallies.node1?.ok], [1, 0, 1])
})

test.run()
