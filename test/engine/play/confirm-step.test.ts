import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Stepping } from '../../../src/engine/state/stepping.ts'
import { type HerdOptions, type HerdRun, resultsOf, runHerd } from '../../kit/herd.ts'

/** Gives these answers in turn; a question without an answer left is an error. */
function answering(...answers: readonly string[]): Stepping & { readonly asked: string[] } {
  const asked: string[] = []
  const left = [...answers]
  let isAsking = true
  return {
    asked,
    get isAsking() {
      return isAsking
    },
    confirm: async task => {
      if (!isAsking) return true
      asked.push(task.replace(/ \([^()]*site\.yml/, ' (site.yml'))
      const answer = left.shift()
      assert.ok(answer, `no answer to \`${task}\``)
      isAsking = answer !== 'continue'
      return answer !== 'no'
    },
  }
}

async function stepThrough(
  playbook: string,
  answers: readonly string[],
  options: HerdOptions = {},
): Promise<HerdRun & { readonly asked: readonly string[] }> {
  const stepping = answering(...answers)
  const run = await runHerd(playbook, { ...options, stepping })
  return { ...run, asked: stepping.asked }
}

test('`--step` asks once per task for all hosts, and `no` skips the task on all of them', async () => {
  const run = await stepThrough(
    `
- hosts: node1,node2
  tasks:
    - { name: First, act: one }
    - { name: Second, act: two, register: second }
    - { name: Third, act: three, when: second.skipped }
`,
    ['yes', 'no', 'yes'],
  )
  assert.equal(run.asked, [
    'task: First (site.yml:4:7)',
    'task: Second (site.yml:5:7)',
    'task: Third (site.yml:6:7)',
  ])
  assert.equal(run.deeds, ['node1: one', 'node2: one', 'node1: three', 'node2: three'])
  assert.equal(resultsOf(run).slice(2, 4), ['node1 skipped Second', 'node2 skipped Second'])
  const declined = run.events.find(event => event.type === 'task.result' && event.name === 'Second')
  assert.is(declined?.type === 'task.result' && declined.message, 'declined with `--step`')
  assert.is(run.tallies.node1?.skipped, 1)
})

test('`continue` runs the task and asks no further questions', async () => {
  const playbook = '- hosts: node1\n  tasks: [{ act: one }, { act: two }, { act: three }]'
  const run = await stepThrough(playbook, ['no', 'continue'])
  assert.is(run.asked.length, 2)
  assert.equal(run.deeds, ['node1: two', 'node1: three'])
})

test('a declined task does not notify handlers, and a declined handler does not run', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { name: Quiet, act: one, notify: first }
    - { name: Loud, act: two, notify: second }
    - { meta: flush_handlers }
    - { name: Loud again, act: three, notify: second }
  handlers:
    - { name: first, act: first }
    - { name: second, act: second }
`
  const run = await stepThrough(playbook, ['no', 'yes', 'no', 'yes', 'yes'])
  assert.equal(run.asked, [
    'task: Quiet (site.yml:4:7)',
    'task: Loud (site.yml:5:7)',
    'handler: second (site.yml:10:7)',
    'task: Loud again (site.yml:7:7)',
    'handler: second (site.yml:10:7)',
  ])
  assert.equal(run.deeds, ['node1: two', 'node1: three', 'node1: second'])
})

test('an include is confirmed first, then each of its tasks, and a declined one includes nothing', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { name: Bring in, include_tasks: more.yml }
    - { include_tasks: more.yml }
`
  const files = { 'more.yml': '- { name: Inner, act: inner }\n' }
  const run = await stepThrough(playbook, ['yes', 'yes', 'no'], { files })
  assert.equal(run.deeds, ['node1: inner'])
  assert.is(run.asked[2], 'task: include_tasks (site.yml:5:7)')
  assert.equal(resultsOf(run).at(-1), 'node1 skipped include_tasks')
})

test('with the strategy free, each host is confirmed separately', async () => {
  const playbook = '- hosts: web\n  strategy: free\n  tasks: [{ name: Do, act: it }]'
  const run = await stepThrough(playbook, ['yes', 'no', 'yes'])
  assert.equal(
    run.asked.map(text => text.replace(/.* on /, '')),
    ['node1', 'node2', 'node3'],
  )
  assert.equal(run.deeds, ['node1: it', 'node3: it'])
})

test('tasks of a rescue are confirmed, and tasks that tags exclude are not', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { name: Left out, act: other }
    - tags: [x]
      block: [{ name: Breaks, act: { say: breaks, rc: 1 } }]
      rescue: [{ name: Mends, act: mends }]
`
  const run = await stepThrough(playbook, ['yes', 'no'], { tags: ['x'] })
  assert.equal(run.asked, ['task: Breaks (site.yml:6:15)', 'task: Mends (site.yml:7:16)'])
  assert.equal(run.deeds, ['node1: breaks'])
})

test('in a dry run, later tasks do not see the changes of a declined one', async () => {
  const playbook = `
- hosts: node1
  tasks:
    - { name: Set, set: { key: a, value: "1" } }
    - { name: Set again, set: { key: a, value: "1" } }
`
  const run = await stepThrough(playbook, ['no', 'yes'], { isCheckMode: true })
  assert.equal(resultsOf(run), ['node1 skipped Set', 'node1 changed Set again'])
})

test('a task sends no probe before its question is answered', async () => {
  const reads = new Set<string>()
  const playbook = '- hosts: node1\n  tasks: [{ read: a }, { read: b }, { read: c }]'
  const data = new Map([['node1', watched(key => reads.add(key))]])
  const before: string[][] = []
  const stepping = answering('yes', 'no', 'yes')
  await runHerd(playbook, {
    data,
    stepping: {
      get isAsking() {
        return stepping.isAsking
      },
      confirm: async task => {
        before.push([...reads])
        return stepping.confirm(task)
      },
    },
  })
  assert.equal(before, [[], ['a'], ['a']])
  assert.equal([...reads], ['a', 'c'])
})

/** Data of a host that records which keys are read. */
function watched(note: (key: string) => void): Map<string, string> {
  const data = new Map<string, string>()
  const get = data.get.bind(data)
  data.get = key => {
    note(key)
    return get(key)
  }
  return data
}

test.run()
