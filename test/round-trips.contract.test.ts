import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../src/engine/state/events.ts'
import { type RunOptions, runPlaybooks } from '../src/run.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-trips-'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** Kinds of tasks, each with a function that creates the described state. */
const KINDS = [
  {
    task: (path: string) => ({ file: { path, state: 'directory', mode: '0755' } }),
    make: (path: string) => mkdirSync(path, { mode: 0o755 }),
  },
  {
    task: (path: string) => ({ copy: { dest: path, content: 'content', mode: '0644' } }),
    make: (path: string) => writeFileSync(path, 'content', { mode: 0o644 }),
  },
  {
    task: (path: string) => ({ template: { dest: path, src: 'greeting.hbs', mode: '0644' } }),
    make: (path: string) => writeFileSync(path, 'hello here\n', { mode: 0o644 }),
  },
  {
    task: (path: string) => ({ lineinfile: { path, line: 'a line', create: true } }),
    make: (path: string) => writeFileSync(path, 'a line\n'),
  },
]

/**
 * Runs this many tasks whose state is already reached on this machine over a real shell, and counts round
 * trips.
 */
async function run(tasks: number, more: Partial<RunOptions> = {}) {
  const root = mkdtempSync(join(folder, 'root-'))
  mkdirSync(join(folder, 'templates'), { recursive: true })
  writeFileSync(join(folder, 'templates/greeting.hbs'), 'hello {{inventory_hostname}}\n')
  const list = Array.from({ length: tasks }, (_, id) => {
    const kind = KINDS[id % KINDS.length]
    kind?.make(join(root, String(id)))
    return kind?.task(join(root, String(id)))
  })
  return play(list, more)
}

async function play(list: readonly unknown[], more: Partial<RunOptions> = {}) {
  // As with a login over a network, checks are ready before the shell is.
  writeFileSync(join(folder, 'late'), '#!/bin/sh\nsleep 0.3\nexec "$@"\n', { mode: 0o755 })
  writeFileSync(join(folder, 'hosts.yml'), `all: { hosts: { here: { connection: sh ${folder}/late } } }`)
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'here', tasks: list }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check: false, diff: false },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
      ...more,
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const end = events.at(-1)
  assert.ok(end?.type === 'run.end')
  return { tally: end.hosts.here, cost: end.costs.here }
}

test('a play without changes takes one round trip, however long it is', async () => {
  const trips: (number | undefined)[] = []
  for (const tasks of [10, 100, 1000]) {
    const { tally, cost } = await run(tasks)
    assert.is(tally?.ok, tasks)
    trips.push(cost?.roundTrips)
  }
  assert.equal(trips, [1, 1, 1])
})

test('without look-ahead each task takes one round trip', async () => {
  const { cost } = await run(20, { lookAhead: false })
  assert.is(cost?.roundTrips, 21)
})

test('the files of a tree are not sent one by one', async () => {
  const tree = join(folder, 'files/tree')
  for (const directory of ['a', 'b']) {
    mkdirSync(join(tree, directory), { recursive: true })
    for (let id = 0; id < 150; id += 1) writeFileSync(join(tree, directory, String(id)), `content ${id}`)
  }
  const { tally, cost } = await play([{ copy: { src: 'tree/', dest: join(folder, 'copied') } }])
  assert.is(tally?.changed, 1)
  // The current state, the directories, the files in a few parts as they are read, and the new state.
  const { roundTrips = 0 } = cost ?? {}
  assert.ok(roundTrips >= 5 && roundTrips <= 10, `${roundTrips} round trips`)
})

test.run()
