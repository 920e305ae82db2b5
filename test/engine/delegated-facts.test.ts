import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, resultsOf, runHerd } from '../kit/herd.ts'

interface Row {
  readonly title: string
  readonly plays: string
  /** Each as `HOST: TEXT`, in any order. */
  readonly deeds: readonly string[]
  readonly options?: HerdOptions
}

const on = (host: string, tasks: string, more = ''): string =>
  `- { hosts: "${host}", ${more} tasks: [ ${tasks} ] }\n`
const FACTS = { facts: { distribution: 'Debian', kernel: '6.1' } }

const ROWS: readonly Row[] = [
  {
    title: 'with delegate_facts, set_fact sets variables of the delegate',
    plays: `${on('node1', '{ set_fact: { v: mine }, delegate_to: node2, delegate_facts: yes }')}${on('node1:node2', '{ act: "{{default v \'none\'}}" }')}`,
    deeds: ['node1: none', 'node2: mine'],
  },
  {
    title: 'without delegate_facts, set_fact sets variables of the host',
    plays: `${on('node1', '{ set_fact: { v: mine }, delegate_to: node2 }')}${on('node1:node2', '{ act: "{{default v \'none\'}}" }')}`,
    deeds: ['node1: mine', 'node2: none'],
  },
  {
    title: 'with delegate_facts but no delegate, set_fact sets variables of the host',
    plays: on('node1', '{ set_fact: { v: mine }, delegate_facts: yes }, { act: "{{v}}" }'),
    deeds: ['node1: mine'],
  },
  {
    title: 'each item of a loop has its own delegate, and a block passes the keyword on',
    plays: `${on('node1', '{ delegate_facts: yes, block: [ { set_fact: { v: "of {{item}}" }, delegate_to: "{{item}}", loop: "{{groups.web}}" } ] }')}${on('all', '{ act: "{{v}}" }')}`,
    deeds: ['node1: of node1', 'node2: of node2', 'node3: of node3'],
  },
  {
    title: 'the name of a variable of the delegate may be a template',
    plays: `${on('node1', '{ set_fact: { "v_{{item}}": mine }, delegate_to: node2, delegate_facts: yes, loop: [a] }')}${on('node2', '{ act: "{{v_a}}" }')}`,
    deeds: ['node2: mine'],
  },
  {
    title: 'include_vars sets variables of the delegate',
    plays: `${on('node1', '{ include_vars: v.yml, delegate_to: node2, delegate_facts: yes }, { act: "{{hostvars.node2.v}} {{default v \'none\'}}" }')}`,
    deeds: ['node1: of file none'],
    options: { files: { 'v.yml': 'v: of file' } },
  },
  {
    title: 'facts of hosts outside the play are gathered in a play with `gather_facts: false`',
    plays: on(
      'node1',
      '{ setup: , delegate_to: "{{item}}", delegate_facts: yes, loop: [node2, node3] }, { act: "{{hostvars.node3.ansible_distribution}}" }',
      'gather_facts: no,',
    ),
    deeds: ['node1: Debian'],
    options: FACTS,
  },
  {
    title: 'setup gathers facts in a play with `gather_facts: false`, and its result has only filtered ones',
    plays: on(
      'node1',
      '{ setup: { filter: "ansible_k*, dist*" }, register: r }, { act: "{{ansible_kernel}} {{r.ansible_facts.ansible_distribution}} {{length r.ansible_facts}}" }',
      'gather_facts: no,',
    ),
    deeds: ['node1: 6.1 Debian 2'],
    options: FACTS,
  },
]

for (const { title, plays, deeds, options } of ROWS) {
  test(`${title}; a dry run predicts it`, async () => {
    const run = await runHerd(plays, options)
    assert.equal([...run.deeds].sort(), deeds)
    const dry = await runHerd(plays, { ...options, isCheckMode: true })
    assert.equal(resultsOf(dry), resultsOf(run))
  })
}

test('setup gathers the facts again', async () => {
  const tasks = '{ act: "{{ansible_kernel}}" }, { setup: }, { act: "{{ansible_kernel}}" }'
  let asked = 0
  const facts = {
    get kernel() {
      asked += 1
      return String(asked)
    },
  }
  const [first, second] = (await runHerd(on('node1', tasks), { facts })).deeds
  assert.match(first ?? '', /^node1: \d+$/)
  assert.match(second ?? '', /^node1: \d+$/)
  assert.is.not(first, second)
})

test('in a dry run, a variable that may be set on another host is unknown there', async () => {
  const plays =
    on(
      'node1',
      '{ act: a, register: r }, { set_fact: { v: "{{r.stdout}}" }, delegate_to: "node2", delegate_facts: yes }',
    ) + on('node2', '{ act: "{{v}}" }', 'vars: { v: before },')
  const dry = await runHerd(plays, { isCheckMode: true })
  assert.equal(resultsOf(dry), ['node1 changed act', 'node1 unknown set_fact', 'node2 unknown act'])
})

test.run()
