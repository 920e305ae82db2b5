import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

const INVENTORY =
  'web: { hosts: { "node[1:2]": {} }, vars: { tier: front } }\ndb: { hosts: { node3: { tier: back } } }'

const FILES = {
  'group_vars/front.yml': 'v: of front',
  'group_vars/late.yml': 'v: of late\nw: "{{ v }}"',
  'group_vars/all.yml': 'v: of all',
  'host_vars/new1.yml': 'mine: yes',
}

interface Row {
  readonly title: string
  readonly plays: string
  /** The deeds of tasks in the order of the plays; within a play in the order of the host names. */
  readonly deeds: readonly string[]
  readonly options?: HerdOptions
}

const GROUPS = '- { hosts: all, tasks: [ { group_by: { key: "{{ tier }}" } } ] }\n'
const ADDS = (params: string, more = ''): string =>
  `- { hosts: all, tasks: [ { add_host: ${params}${more} } ] }\n`

const ROWS: readonly Row[] = [
  {
    title: 'a play can use a group that an earlier play has created',
    plays: `${GROUPS}- { hosts: front, tasks: [ { act: here } ] }\n- { hosts: back, tasks: [ { act: there } ] }`,
    deeds: ['node1: here', 'node2: here', 'node3: there'],
  },
  {
    title: 'hosts get the variables of the files of their new groups from the next task on',
    plays: `- hosts: all\n  tasks:\n    - act: "{{ v }}"\n    - group_by: { key: "{{ tier }}" }\n    - act: "{{ v }} {{ groups.front }} {{ group_names }}"`,
    deeds: [
      'node1: of all',
      'node2: of all',
      'node3: of all',
      'node1: of front ["node1","node2"] ["front","web"]',
      'node2: of front ["node1","node2"] ["front","web"]',
      'node3: of all ["node1","node2"] ["back","db"]',
    ],
  },
  {
    title: 'spaces in a group name become dashes, and its parents are created',
    plays:
      '- { hosts: web, tasks: [ { group_by: { key: "a b", parents: [late, "x y"] } } ] }\n- { hosts: "x-y:&late", tasks: [ { act: "{{ w }} {{ group_names }}" } ] }',
    deeds: ['node1: of late ["a-b","late","web","x-y"]', 'node2: of late ["a-b","late","web","x-y"]'],
  },
  {
    title: 'hosts can be added to an existing group',
    plays:
      '- { hosts: node3, tasks: [ { group_by: { key: web } } ] }\n- { hosts: web, tasks: [ { act: "{{ tier }}" } ] }',
    deeds: ['node1: front', 'node2: front', 'node3: back'],
  },
  {
    title: 'only hosts that reach group_by are added to the group',
    plays:
      '- { hosts: all, tasks: [ { group_by: { key: late }, when: tier == "back" } ] }\n- { hosts: late, tasks: [ { act: "{{ w }}" } ] }',
    deeds: ['node3: of late'],
  },
  {
    title: 'a pattern can exclude a new group',
    plays: `${GROUPS}- { hosts: "all:!front", tasks: [ { act: here } ] }`,
    deeds: ['node3: here'],
  },
  {
    title: 'an added host is added once, with groups and variables, and is part of `all`',
    plays: `${ADDS('{ name: new1, groups: "late, web", x: 7, y: [a, { b: 1 }] }')}- { hosts: all, tasks: [ { act: "{{ w }} {{ x }} {{ y }} {{ mine }} {{ tier }}", when: defined(x) } ] }`,
    deeds: ['new1: of late 7 ["a",{"b":1}] yes front'],
  },
  {
    title: 'an added host without groups is in `ungrouped`',
    plays: `${ADDS('{ name: new1 }')}- { hosts: ungrouped, tasks: [ { act: "in {{ group_names }}" } ] }`,
    deeds: ['new1: in ["ungrouped"]'],
  },
  {
    title: "each item of a loop can add a host, also with Ansible's names of params",
    plays: `${ADDS('{ hostname: "{{ item }}", groupname: late, at: "{{ item }}" }', ', loop: [new1, new2]')}- { hosts: late, tasks: [ { act: "{{ at }} {{ groups.late }}" } ] }`,
    deeds: ['new1: new1 ["new1","new2"]', 'new2: new2 ["new1","new2"]'],
  },
  {
    title: 'text with braces in an added variable is kept and not rendered again',
    plays: `- { hosts: node1, tasks: [ { add_host: { name: new1, x: !unsafe "{{ absent }}" } } ] }\n- { hosts: new1, tasks: [ { act: "{{ x }}" } ] }`,
    deeds: ['new1: {{ absent }}'],
  },
  {
    title: 'a host of the inventory gets groups and variables, and the last value wins',
    plays: `${ADDS('{ name: node1, groups: late, tier: own }')}${ADDS('{ name: node1, tier: last }')}- { hosts: late, tasks: [ { act: "{{ tier }} {{ v }}" } ] }`,
    deeds: ['node1: last of late'],
  },
  {
    title: 'variables that the host has set are kept when its groups change',
    plays: `- hosts: node1\n  tasks:\n    - set_fact: { kept: 1 }\n    - group_by: { key: late }\n    - act: "{{ kept }} {{ v }} {{ hostvars.node1.v }}"`,
    deeds: ['node1: 1 of late of late'],
  },
  {
    title: 'a new host can be used by name in hostvars and delegate_to',
    plays: `${ADDS('{ name: new1, x: 5 }')}- { hosts: node1, tasks: [ { act: "{{ hostvars.new1.x }}", delegate_to: new1 } ] }`,
    deeds: ['new1: 5'],
  },
  {
    title: '`--limit` also applies to new hosts',
    plays: `${ADDS('{ name: new1, groups: web }')}${ADDS('{ name: new2, groups: db }')}- { hosts: all, tasks: [ { act: here } ] }`,
    deeds: ['new1: here', 'node1: here', 'node2: here'],
    options: { limit: 'web' },
  },
  {
    title: 'a group can be named by a value that only the run knows',
    plays:
      '- { hosts: all, tasks: [ { act: front, register: r }, { group_by: { key: "{{ r.stdout }}" } } ] }\n- { hosts: front, tasks: [ { act: "{{ v }}" } ] }',
    deeds: [
      'node1: front',
      'node2: front',
      'node3: front',
      'node1: of front',
      'node2: of front',
      'node3: of front',
    ],
  },
]

for (const { title, plays, deeds, options } of ROWS) {
  test(`${title}; a dry run predicts it`, async () => {
    const given = { inventory: INVENTORY, files: FILES, ...options }
    const run = await runHerd(plays, given)
    assert.equal(
      run.deeds.map(deed => deed.replace(/^(\S+): /, '$1: ')),
      [...run.deeds],
    )
    assert.equal(sorted(run.deeds), deeds)
    const dry = await runHerd(plays, { ...given, isCheckMode: true })
    const acted = (results: readonly string[]): string[] => results.filter(line => / act$/.test(line))
    if (!/stdout/.test(plays)) assert.equal(acted(resultsOf(dry)), acted(resultsOf(run)))
  })
}

/** Hosts of the same play act at the same time, so their order does not matter. */
function sorted(deeds: readonly string[]): string[] {
  const rounds: string[][] = []
  for (const deed of deeds) {
    const [host] = deed.split(':')
    const last = rounds.at(-1)
    if (last?.every(other => other.split(':')[0] !== host)) last.push(deed)
    else rounds.push([deed])
  }
  return rounds.flatMap(round => round.sort())
}

test('a dry run warns if it continues without hosts or groups that are added', async () => {
  const plays =
    '- { hosts: all, tasks: [ { act: front, register: r }, { group_by: { key: "{{ r.stdout }}" } } ] }\n- { hosts: front, tasks: [ { act: "{{ v }}" } ] }'
  const { events } = await runHerd(plays, { files: FILES, isCheckMode: true })
  const warnings = events.flatMap(event => (event.type === 'warning' ? [event.message] : []))
  assert.match(
    warnings[0] ?? '',
    /^what `group_by` \(.*site.yml:1:\d+\) adds to the inventory is known only during a run/,
  )
  assert.match(warnings[1] ?? '', /no hosts and is skipped: no host or group matches `front`/)
})

const WRONG: readonly (readonly [plays: string, problems: readonly string[]])[] = [
  [ADDS('{ groups: web }'), ['`add_host` needs the param `name`']],
  [ADDS('{ name: "new[1:2]" }'), ['`new[1:2]` stands for 2 hosts, but only one host is allowed']],
  [ADDS('{ name: "-x" }'), ['`-x` cannot be the name of a host']],
  [ADDS('{ name: new1, groups: "a:b" }'), ['`a:b` cannot be the name of a group']],
  [ADDS('{ name: new1, ansible_host: "-oX" }'), ['`-oX` cannot be an address']],
  [
    '- { hosts: localhost, tasks: [ { group_by: { key: a } } ] }',
    ['`localhost` is not in the inventory, so it cannot be in a group'],
  ],
  [
    '- { hosts: node3, tasks: [ { group_by: { key: web, parents: a } }, { group_by: { key: a, parents: web } } ] }',
    ['`a` cannot be a child of `web`, which is below it'],
  ],
  [
    '- { hosts: node1, tasks: [ { group_by: { key: bad } } ] }',
    ['a file of variables must be a map of names and values, got a list'],
  ],
  // A group that does not exist before the run may be added by then.
  [
    '- { hosts: all, tasks: [ { act: a, register: r }, { group_by: { key: "{{ r.stdout }}" } }, { debug: { msg: "{{ groups.a }} {{ u }}" } } ] }',
    [],
  ],
  [`${GROUPS}- { hosts: front, tasks: [ { act: "{{ absent }}" } ] }`, ['there is no variable `absent`']],
  [
    `${ADDS('{ name: new1, x: 1 }')}- { hosts: new1, tasks: [ { act: "{{ x }} {{ absent }}" } ] }`,
    ['there is no variable `absent`'],
  ],
]

for (const [plays, problems] of WRONG) {
  test(`errors before the run: ${plays.trim()}`, async () => {
    const found = await runHerd(plays, {
      inventory: INVENTORY,
      files: { ...FILES, 'group_vars/bad.yml': '- 1', 'group_vars/a.yml': 'u: 1' },
    }).then(
      () => [],
      (error: unknown) => {
        if (error instanceof InputErrors) return error.errors.map(each => each.message)
        if (error instanceof InputError) return [error.message]
        throw error
      },
    )
    assert.is(found.length, problems.length, found.join('\n'))
    for (const [nth, problem] of problems.entries()) assert.ok(found[nth]?.includes(problem), found[nth])
  })
}

test.run()
