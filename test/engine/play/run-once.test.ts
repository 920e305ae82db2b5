import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, type HerdRun, runHerd } from '../../kit/herd.ts'
import { randomFrom } from '../../kit/random.ts'

const FOUR = 'web: { hosts: { "node[1:4]": {} } }'

function run(play: string, options: HerdOptions = {}): Promise<HerdRun> {
  return runHerd(`- hosts: web\n${play}`, { inventory: FOUR, ...options })
}

const warnings = ({ events }: HerdRun): string[] =>
  events.flatMap(event =>
    event.type === 'warning' ? [event.message.replace(/\(\S*site\.yml/g, '(site.yml')] : [],
  )

/** Options with varying speeds of hosts. */
const uneven = (seed: number): HerdOptions => {
  const random = randomFrom(seed)
  return { pace: () => random(5) }
}

for (const strategy of ['free', 'host_pinned']) {
  test(`with strategy ${strategy}, run_once runs once, and its result is used for all hosts`, async () => {
    for (let seed = 1; seed < 10; seed += 1) {
      const { deeds } = await run(
        `  strategy: ${strategy}
  tasks:
    - set: { key: a, value: b }
    - { act: once, run_once: true, register: said }
    - set_fact: { from: "{{ said.stdout }}" }
    - act: "{{ from }} {{ inventory_hostname }}"
`,
        uneven(seed),
      )
      assert.is(deeds.filter(deed => deed.endsWith(': once')).length, 1, deeds.join())
      const each = deeds.filter(deed => deed.includes('once node'))
      assert.equal(
        each.sort(),
        [1, 2, 3, 4].map(n => `node${n}: once node${n}`),
      )
    }
  })
}

test('set_fact with run_once sets the variable for all hosts', async () => {
  const { deeds } = await runHerd(
    '- hosts: all\n  tasks:\n    - { set_fact: { v: once }, run_once: yes }\n    - act: "{{ v }}"',
  )
  assert.equal([...deeds].sort(), ['node1: once', 'node2: once', 'node3: once'])
})

test('with strategy free, a failed run_once fails each host when it gets there, and a rescue recovers each', async () => {
  const found = await run(
    `  strategy: free
  tasks:
    - act: "before {{ inventory_hostname }}"
    - block:
        - { act: { say: fails, rc: 1 }, run_once: true }
        - act: never
      rescue:
        - act: "rescue {{ ansible_failed_result.rc }}"
    - { act: { say: fails again, rc: 1 }, run_once: true }
    - act: never
`,
    uneven(3),
  )
  const count = (word: string): number => found.deeds.filter(deed => deed.includes(word)).length
  assert.equal(
    ['before', 'never', 'rescue 1', 'fails again', ': fails'].map(count),
    [4, 0, 4, 1, 2],
    found.deeds.join(),
  )
  assert.is(
    Object.values(found.tallies).reduce((sum, { failed }) => sum + failed, 0),
    1,
  )
})

test('with strategy free, run_once in a looped include runs once for each item', async () => {
  const { deeds } = await run(
    `  strategy: free
  tasks:
    - { include_tasks: f.yml, loop: [x, y, x] }
`,
    { files: { 'f.yml': '- { act: "{{ item }}", run_once: true }' }, ...uneven(5) },
  )
  assert.equal(deeds.map(deed => deed.replace(/.*: /, '')).sort(), ['x', 'x', 'y'])
})

test('throttle also limits hosts with strategy free', async () => {
  const events: string[] = []
  const found = await run(
    `  strategy: free
  tasks:
    - { set: { key: a, value: b, writes: 3 }, throttle: 1 }
`,
    uneven(7),
  )
  for (const deed of found.deeds) events.push(deed.split(':')[0] ?? '')
  // The two writes of a host must be consecutive deeds.
  assert.equal(
    new Set(events).size,
    events.filter((host, at) => host !== events[at - 1]).length,
    events.join(),
  )
})

test('run_once runs once in each batch with a warning, and `run_once: play` runs once', async () => {
  const play = (once: string): string => `  serial: 2
  tasks:
    - { name: Migrate, act: once, run_once: ${once}, register: said }
    - act: "{{ said.stdout }} {{ inventory_hostname }}"
`
  const batch = await run(play('true'))
  assert.is(batch.deeds.filter(deed => deed.endsWith(': once')).length, 2)
  assert.equal(warnings(batch), [
    '`run_once` of `Migrate` (site.yml:4:7) runs once in each of the 2 batches of `serial`: `run_once: play` runs once for the whole play',
  ])
  const whole = await run(play('play'))
  assert.equal(
    whole.deeds.map(deed => deed.replace(/^node\d: /, '')),
    ['once', ...[1, 2, 3, 4].map(n => `once node${n}`)],
  )
  assert.equal(warnings(whole), [])
  assert.equal(warnings(await run(play('true').replace('serial: 2', 'serial: 4'))), [])
})

test('with serial and strategy free, `run_once: play` runs once, and its failure also counts for later batches', async () => {
  const found = await run(`  serial: 2
  strategy: free
  tasks:
    - block: [{ act: { say: fails, rc: 1 }, run_once: play }]
      rescue: [{ act: rescue }]
`)
  assert.equal(found.deeds.map(deed => deed.replace(/^node\d: /, '')).sort(), [
    'fails',
    'rescue',
    'rescue',
    'rescue',
    'rescue',
  ])
})

test('a failed run_once fails all hosts, or none if it is ignored', async () => {
  const fails = (more: string): Promise<HerdRun> =>
    run(`  tasks:
    - { act: { say: fails, rc: 1 }, run_once: true${more} }
    - act: after
`)
  assert.equal((await fails('')).deeds, ['node1: fails'])
  assert.is((await fails(', ignore_errors: true')).deeds.length, 5)
})

const ENDS: [what: string, play: string, deeds: string[]][] = [
  [
    'a batch without remaining hosts ends the run',
    '  serial: 1\n  tasks: [{ act: { say: x, rc: 1 } }]',
    ['x'],
  ],
  [
    'with max_fail_percentage 100 every batch runs, and so does the next play',
    '  serial: 1\n  max_fail_percentage: 100\n  tasks: [{ act: { say: x, rc: !expr "inventory_hostname == \'node4\' ? 0 : 1" } }]',
    ['x', 'x', 'x', 'x', 'next play'],
  ],
  [
    'with max_fail_percentage 99 a batch without remaining hosts ends the run',
    '  serial: 1\n  max_fail_percentage: 99\n  tasks: [{ act: { say: x, rc: 1 } }]',
    ['x'],
  ],
  [
    'with any_errors_fatal a failure ends the run despite max_fail_percentage',
    '  serial: 1\n  max_fail_percentage: 100\n  any_errors_fatal: true\n  tasks: [{ act: { say: x, rc: 1 } }]',
    ['x'],
  ],
  [
    'more failures than max_fail_percentage allows end the run after the task',
    '  max_fail_percentage: 25\n  tasks: [{ act: { say: x, rc: !expr "inventory_hostname < \'node3\' ? 1 : 0" } }, { act: y }]',
    ['x', 'x', 'x', 'x'],
  ],
  [
    'as many failures as max_fail_percentage allows do not end the run',
    '  max_fail_percentage: 50\n  tasks: [{ act: { say: x, rc: !expr "inventory_hostname < \'node3\' ? 1 : 0" } }, { act: y }]',
    ['x', 'x', 'x', 'x', 'y', 'y', 'next play', 'next play'],
  ],
  [
    'a rescued failure does not count for max_fail_percentage',
    `  max_fail_percentage: 0
  tasks:
    - block: [{ act: x, failed_when: inventory_hostname == "node1" }, { act: y }]
      rescue: [{ act: rescue }]
      always: [{ act: always }]
`,
    [
      ...['x', 'x', 'x', 'x', 'y', 'y', 'y', 'rescue', 'always', 'always', 'always', 'always'],
      ...['next play', 'next play', 'next play', 'next play'],
    ],
  ],
  [
    'a failure in a rescue counts for max_fail_percentage',
    `  max_fail_percentage: 0
  tasks:
    - block: [{ act: x, failed_when: inventory_hostname == "node1" }]
      rescue: [{ act: { say: rescue, rc: 1 } }]
    - act: y
`,
    ['x', 'x', 'x', 'x', 'rescue'],
  ],
  [
    'a fatal failure sends all hosts to the rescue, which recovers them',
    `  any_errors_fatal: true
  tasks:
    - block: [{ act: x, failed_when: inventory_hostname == "node1" }, { act: y }]
      rescue: [{ act: "rescue {{ ansible_failed_task.action }}" }]
    - act: z
`,
    [
      ...['x', 'x', 'x', 'x', 'rescue act', 'rescue act', 'rescue act', 'rescue act', 'z', 'z', 'z', 'z'],
      ...['next play', 'next play', 'next play', 'next play'],
    ],
  ],
  [
    'a fatal failure without a rescue ends the run after `always`',
    `  any_errors_fatal: true
  tasks:
    - block: [{ act: x, failed_when: inventory_hostname == "node1" }, { act: y }]
      always: [{ act: always }]
    - act: z
`,
    ['x', 'x', 'x', 'x', 'always', 'always', 'always', 'always'],
  ],
  [
    'an ignored failure is not fatal',
    '  any_errors_fatal: true\n  tasks: [{ act: { say: x, rc: 1 }, ignore_errors: true }]',
    ['x', 'x', 'x', 'x', 'next play', 'next play', 'next play', 'next play'],
  ],
  [
    'a file that one host cannot include is fatal with any_errors_fatal',
    '  any_errors_fatal: true\n  tasks: [{ act: nowhere, register: r }, { include_tasks: "{{ r.stdout }}.yml", when: inventory_hostname == "node2" }]',
    ['nowhere', 'nowhere', 'nowhere', 'nowhere'],
  ],
]

for (const [what, play, deeds] of ENDS) {
  test(what, async () => {
    const next = '\n- hosts: web\n  tasks: [{ act: next play }]\n'
    const inventory = FOUR.replace('web: {', 'web: { vars: { which: nowhere },')
    const found = await run(`${play}${next}`, { inventory })
    assert.equal(
      found.deeds.map(deed => deed.replace(/^node\d: /, '')),
      deeds,
    )
  })
}

test('hosts that left a play are not in ansible_play_batch, but in ansible_play_hosts_all', async () => {
  const { deeds } = await run(`  tasks:
    - { act: { say: x, rc: 1 }, when: inventory_hostname == "node1" }
- hosts: web
  serial: 2
  tasks:
    - { meta: end_host, when: inventory_hostname == "node2" }
    - { act: x, failed_when: inventory_hostname == "node4" }
    - act: !expr "json([ansible_play_batch, play_hosts, ansible_play_hosts, ansible_play_hosts_all])"
`)
  assert.equal(
    deeds.filter(deed => deed.includes('[')),
    ['node3: [["node3"],["node3"],["node3","node4"],["node1","node2","node3","node4"]]'],
  )
})

test.run()
