import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type HerdOptions, type HerdRun, runHerd } from '../../kit/herd.ts'

/** The number of random plays in the suite; DROVER_FUZZ_RUNS sets more, SEED another seed. */
const RUNS = Number(process.env.DROVER_FUZZ_RUNS ?? 50)
const HOSTS = ['node1', 'node2', 'node3']
const KEYS = ['a', 'b', 'c']

/** A task as a map of keywords; `id` makes its name and its registered variable. */
type Task = (id: number) => Record<string, unknown>

const key = fc.constantFrom(...KEYS)
const value = fc.constantFrom('1', '2', '{{inventory_hostname}}', '{{seen}}', '{{last.value}}')
const act = fc.constantFrom<Record<string, unknown>>({ act: 'x' }, { act: { say: 'breaks', rc: 1 } })

const doing = fc.oneof(
  { weight: 6, arbitrary: fc.record({ key, value }).map(params => ({ set: params })) },
  { weight: 1, arbitrary: key.map(each => ({ set: { key: each, value: '9', fails: true } })) },
  { weight: 1, arbitrary: key.map(each => ({ set: { key: each, value: '8', forgets: true } })) },
  {
    weight: 2,
    arbitrary: fc
      .record({ key, value, writes: fc.integer({ min: 1, max: 3 }) })
      .map(params => ({ set: params })),
  },
  { weight: 3, arbitrary: key.map(each => ({ read: each })) },
  { weight: 2, arbitrary: key.map(each => ({ read_all: each })) },
  { weight: 2, arbitrary: act },
  { weight: 1, arbitrary: value.map(each => ({ pair: { value: each } })) },
  { weight: 2, arbitrary: value.map(each => ({ set_fact: { seen: each } })) },
  { weight: 1, arbitrary: fc.constant({ meta: 'flush_handlers' }) },
)

const keyword = fc.oneof(
  fc.constantFrom<Record<string, unknown>>(
    { register: 'last' },
    { notify: 'first' },
    { notify: 'second' },
    { ignore_errors: true },
    { run_once: true },
    { throttle: 1 },
    { when: 'last.changed' },
    { when: 'last.value == "1"' },
    { when: 'inventory_hostname != "node2"' },
    { when: 'facts.big' },
    { changed_when: false },
    { failed_when: 'false' },
    { until: 'last.value == "2"', retries: 1, delay: 0, register: 'last' },
    { loop: ['1', '2', '{{seen}}'] },
  ),
  // If several hosts changed one host at once, the order would depend on their speed.
  fc.constantFrom(...HOSTS).map(host => ({ delegate_to: host, run_once: true })),
)

const task: fc.Arbitrary<Task> = fc
  .record({ doing, keywords: fc.array(keyword, { maxLength: 2 }) })
  .map(({ doing: what, keywords }) => id => {
    const isMeta = 'meta' in what
    return Object.assign({ name: `task ${id}` }, ...(isMeta ? [] : keywords), what)
  })

const block: fc.Arbitrary<Task> = fc
  .record({
    inner: fc.array(task, { minLength: 1, maxLength: 3 }),
    rescue: fc.array(task, { maxLength: 2 }),
    always: fc.array(task, { maxLength: 2 }),
    repetition: fc.constantFrom<Record<string, unknown>>(
      {},
      {},
      { loop: ['1', '{{seen}}'] },
      { retries: 1, delay: 0 },
      { loop: ['1', '2'], until: 'last.value == "2"', retries: 1, delay: 0 },
    ),
  })
  .map(({ inner, rescue, always, repetition }) => id => ({
    name: `block ${id}`,
    ...repetition,
    block: inner.map((make, at) => make(id * 100 + at)),
    ...(rescue.length > 0 ? { rescue: rescue.map((make, at) => make(id * 100 + 10 + at)) } : {}),
    ...(always.length > 0 ? { always: always.map((make, at) => make(id * 100 + 20 + at)) } : {}),
  }))

const tasks = (maxLength: number) =>
  fc
    .array(fc.oneof({ weight: 5, arbitrary: task }, { weight: 1, arbitrary: block }), {
      minLength: 1,
      maxLength,
    })
    .map(makers => makers.map((make, id) => make(id + 1)))

const plays = fc.record({
  tasks: tasks(8),
  pre_tasks: tasks(2),
  post_tasks: tasks(2),
  strategy: fc.constantFrom('linear', 'linear', 'free'),
  serial: fc.constantFrom(0, 2),
  any_errors_fatal: fc.constantFrom(false, false, true),
  isCheckMode: fc.constantFrom(false, false, false, true),
  data: fc.array(fc.tuple(fc.constantFrom(...HOSTS), key, fc.constantFrom('1', '2')), { maxLength: 6 }),
  seed: fc.integer({ min: 1, max: 2 ** 30 }),
})

type Play = typeof plays extends fc.Arbitrary<infer Value> ? Value : never

function playbookOf(play: Play): string {
  const { tasks: main, pre_tasks, post_tasks, serial, any_errors_fatal } = play
  // With the strategy free, what hosts see of or do to others depends on their pace.
  const isTogether =
    any_errors_fatal || /delegate_to|read_all|run_once/.test(JSON.stringify([main, pre_tasks, post_tasks]))
  const written = {
    hosts: 'web',
    vars: { seen: '0', last: { value: '0', changed: false } },
    strategy: isTogether ? 'linear' : play.strategy,
    ...(serial > 0 ? { serial } : {}),
    any_errors_fatal,
    pre_tasks,
    tasks: main,
    post_tasks,
    handlers: [
      { name: 'first', set: { key: 'h', value: '{{seen}}' }, notify: 'second' },
      { name: 'second', act: 'handled' },
    ],
  }
  // JSON is YAML.
  return JSON.stringify([written])
}

/** A pace that varies from answer to answer, reproducible by seed. Source: Park and Miller's generator. */
function paceOf(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state % 4
  }
}

function run(play: Play, more: HerdOptions): Promise<HerdRun> {
  const data = new Map(HOSTS.map(host => [host, new Map<string, string>()]))
  for (const [host, name, said] of play.data) data.get(host)?.set(name, said)
  return runHerd(playbookOf(play), {
    data,
    facts: { big: true, has_right: true },
    isCheckMode: play.isCheckMode,
    ...more,
  })
}

/** Everything visible of a run, except the order of the hosts within a task. */
function seenOf({ events, data, tallies, deeds }: HerdRun) {
  const results = events.flatMap(event =>
    event.type === 'task.result' ? [{ ...event, milliseconds: 0 }] : [],
  )
  return {
    results: HOSTS.map(host =>
      results
        .filter(result => result.host === host)
        // Each run has its own folder.
        .map(result => JSON.stringify(result).replace(/[^ "(]*\/site\.yml/g, 'site.yml')),
    ),
    deeds: HOSTS.map(host => deeds.filter(deed => deed.startsWith(host))),
    data: [...data].map(([host, values]) => [host, [...values].sort()]),
    tallies,
  }
}

test('results, deeds and final state are the same with and without look-ahead', async () => {
  await fc.assert(
    fc.asyncProperty(plays, async play => {
      const plain = await run(play, { looksAhead: false })
      const ahead = await run(play, { looksAhead: true, pace: paceOf(play.seed) })
      assert.equal(seenOf(ahead), seenOf(plain))
    }),
    { numRuns: RUNS, ...(process.env.SEED === undefined ? {} : { seed: Number(process.env.SEED) }) },
  )
})

test.run()
