import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

/** The value that a task on one host registers as `r`, as JSON. */
async function registeredBy(task: string, options: HerdOptions = {}): Promise<unknown> {
  const { deeds } = await runHerd(
    `- hosts: node1\n  tasks: [{ ${task}, register: r, ignore_errors: true }, { act: "{{ json r }}" }]`,
    { ...options, isCheckMode: false },
  )
  return JSON.parse((deeds.at(-1) ?? '').replace(/^node1: /, ''))
}

const ran = (say: string): object => {
  const header = `act:${say}`
  return {
    changed: true,
    diff: { before_header: header, after_header: header, before: {}, after: {} },
  }
}

const REGISTERED: Record<string, { task: string; result: unknown }> = {
  'a change': {
    task: 'set: { key: a, value: b }',
    result: {
      value: 'b',
      changed: true,
      failed: false,
      diff: {
        before_header: 'key:a',
        after_header: 'key:a',
        before: { value: null },
        after: { value: 'b' },
      },
    },
  },
  'nothing to change': { task: 'read: a', result: { value: null, changed: false, failed: false } },
  'a false condition': {
    task: 'act: x, when: 1 == 2',
    result: {
      skip_reason: 'Conditional result was False',
      false_condition: '1 == 2',
      changed: false,
      failed: false,
      skipped: true,
    },
  },
  'an action that had nothing to do': {
    task: 'act: { say: x, isNeedless: true }',
    result: { rc: 0, stdout: 'x', changed: false, failed: false },
  },
  'a failed command, which counts as a change': {
    task: 'act: { say: x, rc: 3 }',
    result: { rc: 3, stdout: 'x', changed: true, failed: true, msg: 'rc 3' },
  },
  'an action that failed before it changed anything': {
    task: 'act: { say: x, rc: 3, isNeedless: true }',
    result: { rc: 3, stdout: 'x', changed: false, failed: true, msg: 'rc 3' },
  },
  'a failed command with `changed_when: false`': {
    task: 'act: { say: x, rc: 3 }, changed_when: false',
    result: { rc: 3, stdout: 'x', changed: false, failed: true, msg: 'rc 3' },
  },
  'a state that could not be reached': {
    task: 'set: { key: a, value: b, fails: true }',
    result: { rc: 1, changed: false, failed: true, msg: 'a cannot be set' },
  },
  '`failed_when` that holds': {
    task: 'act: x, failed_when: r.rc == 0',
    result: {
      rc: 0,
      stdout: 'x',
      failed_when_result: true,
      ...ran('x'),
      failed: true,
      msg: '`failed_when` is true',
    },
  },
  'a false `failed_when`': {
    task: 'act: { say: x, rc: 3 }, failed_when: r.rc == 1',
    result: { rc: 3, stdout: 'x', failed_when_result: false, changed: true, failed: false, msg: 'rc 3' },
  },
  '`failed_when` that sees the value of `changed_when`': {
    task: 'act: x, changed_when: false, failed_when: r.changed',
    result: { rc: 0, stdout: 'x', failed_when_result: false, ...ran('x'), changed: false, failed: false },
  },
  '`failed_when` with a field that a failed task lacks': {
    task: 'set: { key: a, value: b, fails: true }, failed_when: r.stdout == "x"',
    result: {
      rc: 1,
      failed_when_result: 'PLACE',
      changed: false,
      failed: true,
      msg: 'a cannot be set',
    },
  },
  'attempts until the condition is true': {
    task: 'act: x, until: r.attempts == 2, retries: 3, delay: 0',
    result: { rc: 0, stdout: 'x', attempts: 2, ...ran('x'), failed: false },
  },
  'exhausted attempts, counted as Ansible does': {
    task: 'act: x, until: 1 == 2, retries: 3, delay: 0',
    result: {
      rc: 0,
      stdout: 'x',
      attempts: 3,
      ...ran('x'),
      failed: true,
      msg: '`until` was not true after 4 attempts',
    },
  },
  'exhausted attempts with a false `failed_when`': {
    task: 'act: x, until: 1 == 2, retries: 5, delay: 0, failed_when: r.attempts > 6',
    result: { rc: 0, stdout: 'x', attempts: 5, failed_when_result: false, ...ran('x'), failed: false },
  },
  'exhausted attempts with a true `failed_when`': {
    task: 'act: x, until: !r.failed, retries: 1, delay: 0, failed_when: true'.replace(
      '!r.failed',
      '"!r.failed"',
    ),
    result: {
      rc: 0,
      stdout: 'x',
      attempts: 1,
      failed_when_result: true,
      ...ran('x'),
      failed: true,
      msg: '`failed_when` is true',
    },
  },
  'a loop': {
    task: 'read: "{{ item }}", loop: [a, b], when: item != "b"',
    result: {
      results: [
        { value: null, item: 'a', ansible_loop_var: 'item', changed: false, failed: false },
        {
          skip_reason: 'Conditional result was False',
          false_condition: 'item != "b"',
          item: 'b',
          ansible_loop_var: 'item',
          changed: false,
          failed: false,
          skipped: true,
        },
      ],
      msg: 'All items completed',
      skipped: false,
      changed: false,
      failed: false,
    },
  },
  'a loop with all items skipped': {
    task: 'read: "{{ n }}", loop: [a], loop_control: { loop_var: n, index_var: i }, when: 1 == 2',
    result: {
      results: [
        {
          skip_reason: 'Conditional result was False',
          false_condition: '1 == 2',
          n: 'a',
          i: 0,
          ansible_loop_var: 'n',
          ansible_index_var: 'i',
          changed: false,
          failed: false,
          skipped: true,
        },
      ],
      msg: 'All items skipped',
      skipped: true,
      changed: false,
      failed: false,
    },
  },
  'a loop without items': {
    task: 'read: a, loop: []',
    result: {
      results: [],
      skipped_reason: 'No items in the list',
      changed: false,
      failed: false,
      skipped: true,
    },
  },
  'an extended loop': {
    task: 'read: a, loop: [x, y, z], loop_control: { extended: true, extended_allitems: false }, when: item == "y"',
    result: {
      results: [
        ['x', { index: 1, index0: 0, first: true, last: false, revindex: 3, revindex0: 2, nextitem: 'y' }],
        [
          'y',
          {
            ...{ index: 2, index0: 1, first: false, last: false, revindex: 2, revindex0: 1 },
            ...{ nextitem: 'z', previtem: 'x' },
          },
        ],
        ['z', { index: 3, index0: 2, first: false, last: true, revindex: 1, revindex0: 0, previtem: 'y' }],
      ].map(([item, place]) => ({
        item,
        ansible_loop_var: 'item',
        ansible_loop: { ...(place as object), length: 3 },
        changed: false,
        failed: false,
        ...(item === 'y'
          ? { value: null }
          : {
              skipped: true,
              skip_reason: 'Conditional result was False',
              false_condition: 'item == "y"',
            }),
      })),
      msg: 'All items completed',
      skipped: false,
      changed: false,
      failed: false,
    },
  },
}

for (const [what, { task, result }] of Object.entries(REGISTERED)) {
  test(`a registered result has exactly the expected fields: ${what}`, async () => {
    const found = (await registeredBy(task)) as Record<string, unknown>
    if (String(found.failed_when_result).includes('site.yml:')) found.failed_when_result = 'PLACE'
    assert.equal(found, result)
  })
}

test('a task with `check_mode: true` changes nothing, and reports what it would have done', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - { name: state, set: { key: a, value: b }, check_mode: true, register: r, notify: h }
    - { name: again, set: { key: a, value: b }, check_mode: true, when: r.changed }
    - { name: command, act: x, check_mode: true, register: r }
    - { act: "{{ r.changed }} {{ r.skipped }} {{ defined r.stdout }}" }
    - { read: a, register: r }
    - act: "{{ default r.value 'nothing' }}"
  handlers: [{ name: h, act: handled }]
`)
  assert.equal(run.deeds, ['node1: false true false', 'node1: nothing', 'node1: handled'])
  assert.equal(resultsOf(run).slice(0, 3), [
    'node1 changed state',
    'node1 changed again',
    'node1 skipped command',
  ])
})

test('a task with `check_mode: false` also runs in a dry run', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: x, check_mode: false, register: r }
    - { name: "{{ r.stdout }}", act: y, when: r.stdout == "x" }
`,
    { isCheckMode: true },
  )
  assert.equal(run.deeds, ['node1: x'])
  assert.equal(resultsOf(run), ['node1 changed act', 'node1 changed x'])
})

test('a task whose params cannot be rendered fails despite `failed_when`, and is not retried', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - { read: a, register: r }
    - { name: forgiven, act: "{{ r.nothing }}", failed_when: false, register: s, ignore_errors: true }
    - { name: again, act: "{{ r.nothing }}", until: false, retries: 3, delay: 0, ignore_errors: true }
    - { name: failed, act: "{{ r.nothing }}", failed_when: false }
`)
  const ends = run.events.flatMap(event =>
    event.type === 'task.result'
      ? [`${event.name} ${event.status}${event.isIgnored ? ', ignored' : ''}`]
      : [],
  )
  assert.equal(ends, ['read ok', 'forgiven failed, ignored', 'again failed, ignored', 'failed failed'])
  assert.not.ok(run.events.some(event => event.type === 'task.retry'))
})

test('a rescue sees the failed task, its params and its result', async () => {
  const { deeds } = await runHerd(`
- hosts: node1
  tasks:
    - block:
        - { name: "Do {{ inventory_hostname }}", act: { say: "{{ inventory_hostname }}", rc: 3 }, tags: [one] }
      rescue:
        - act: "{{ json ansible_failed_task }}"
        - act: !expr "json([ansible_failed_result.rc, ansible_failed_result.failed, ansible_failed_result.changed, ansible_failed_result.msg])"
    - block:
        - { act: "{{ item }}", loop: [x], failed_when: true }
      rescue:
        - act: "{{ json ansible_failed_task.args }} {{ ansible_failed_result.results.[0].item }}"
    - block:
        - { set: { key: a, value: !expr "1 + 1", fails: true }, no_log: true }
      rescue:
        - act: "{{ json ansible_failed_task.args }}"
`)
  assert.equal(
    deeds.filter(deed => !/: (set|x$|node1$)/.test(deed)),
    [
      'node1: {"name":"Do node1","action":"act","args":{"say":"node1","rc":3},"tags":["one"]}',
      'node1: [3,true,true,"rc 3"]',
      'node1: {"_raw_params":"{{ item }}"} x',
      'node1: {}',
    ],
  )
})

test('`skipped` of any result can be read, but is defined only for skipped tasks', async () => {
  const { deeds } = await runHerd(`
- hosts: node1
  tasks:
    - { read: a, register: r }
    - { read: a, register: s, when: 1 == 2 }
    - set_fact: { kept: "{{ r }}" }
    - act: "{{ r.skipped }} {{ kept.skipped }} {{ defined r.skipped }} {{ default r.skipped 'none' }} {{ defined s.skipped }}"
    - act: !expr "json([r.skipped, kept.skipped, defined(r.skipped), default(r.skipped, 'none'), defined(s.skipped)])"
    - { act: skipped, when: r.skipped || kept.skipped }
`)
  assert.equal(deeds, ['node1: false false false none true', 'node1: [false,false,false,"none",true]'])
})

test('in a dry run, it is unknown whether an unknown task changes anything or is skipped', async () => {
  const run = await runHerd(
    `
- hosts: node1
  tasks:
    - { act: x, register: told }
    - { set: { key: a, value: "{{ told.stdout }}" }, register: r }
    - { name: changed, act: y, when: r.changed }
    - { name: skipped, act: y, when: r.skipped }
    - { name: failed, act: y, when: r.failed }
`,
    { isCheckMode: true },
  )
  const ends = run.events.flatMap(event =>
    event.type === 'task.result' && /ed$/.test(event.name) ? [`${event.name} ${event.status}`] : [],
  )
  assert.equal(ends, ['changed unknown', 'skipped unknown', 'failed skipped'])
})

test('a list in `failed_when` fails the task if all conditions are true, as in Ansible, and an empty list has no effect', async () => {
  const run = await runHerd(`
- hosts: node1
  tasks:
    - { act: x, failed_when: [true, false] }
    - { act: y, failed_when: [true, true], ignore_errors: true }
    - { act: z, failed_when: [], changed_when: [] }
`)
  const statuses = run.events.flatMap(event => (event.type === 'task.result' ? [event.status] : []))
  assert.equal(statuses, ['changed', 'failed', 'changed'])
})

test.run()
