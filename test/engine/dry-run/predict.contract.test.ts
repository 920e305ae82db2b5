import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'
import { randomFrom } from '../../kit/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-predicted-'))
const root = join(folder, 'root')
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'hosts.yml'), 'all: { hosts: { here: { connection: local } } }')
mkdirSync(join(folder, 'templates'))
writeFileSync(join(folder, 'templates/t.hbs'), 'level {{level}}\n')
mkdirSync(join(folder, 'files/tree/sub'), { recursive: true })
writeFileSync(join(folder, 'files/tree/sub/leaf'), 'leaf')

/** The status of each task, in order. */
async function statusesOf(tasks: readonly object[], check: boolean, more: object = {}): Promise<string[]> {
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'here', vars: { root, level: 1 }, ...more, tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check, diff: true },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead: true, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  return events.flatMap(event =>
    event.type === 'task.result' && event.item === undefined
      ? [`${event.status}${event.message ? `: ${event.message}` : ''}`]
      : [],
  )
}

function clear(): void {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(root)
}

/** A random task on one of a few paths, so that tasks affect each other. */
function randomTask(random: (below: number) => number): object {
  const pick = <T>(list: readonly T[]): T => list[random(list.length)] as T
  const place = `${root}/${pick(['a', 'b', 'd', 'd/a', 'd/e', 'd/e/a', 'l', 'l/a', 'a/b'])}`
  const other = pick(['a', 'd', 'd/a', 'nowhere', `${root}/d`])
  const mode = pick(['0644', '0600', '0755', 'u+x'])
  const tasks = [
    { file: { path: place, state: 'directory', mode: pick(['0755', '0700']) } },
    { file: { path: place, state: 'absent' } },
    { file: { path: place, state: 'file', mode } },
    { file: { path: place, state: 'link', src: other, force: random(2) === 0 } },
    { file: { path: place, state: 'touch', modification_time: 'preserve', access_time: 'preserve' } },
    { copy: { dest: place, content: `content ${random(2)}`, mode } },
    { copy: { dest: place, content: `content ${random(2)}`, force: false } },
    { copy: { dest: place, src: pick(['tree', 'tree/', 'tree/sub/leaf']) } },
    { copy: { dest: place, src: `${root}/${other}`, remote_src: true, mode: '0644' } },
    { template: { dest: place, src: 't.hbs', mode: '0644' } },
    { lineinfile: { path: place, line: `line ${random(3)}`, create: random(2) === 0 } },
    {
      lineinfile: {
        path: place,
        line: `line ${random(3)}`,
        regexp: '^line',
        state: pick(['present', 'absent']),
      },
    },
    { command: `true`, args: { removes: place } },
    { command: `touch ${root}/made`, args: { creates: `${root}/made` } },
    { stat: { path: place }, register: 'seen' },
  ]
  const task = pick(tasks)
  const when =
    random(3) === 0 && !('stat' in task) ? { when: pick(['seen.stat.exists', '!seen.stat.exists']) } : {}
  return { ...task, ...when, ignore_errors: true }
}

test('a dry run predicts the status of each task of random plays', async () => {
  let unknown = 0
  const counts: Record<string, number> = {}
  for (let seed = 0; seed < 12; seed += 1) {
    clear()
    const random = randomFrom(seed)
    const tasks = [
      { stat: { path: root }, register: 'seen' },
      ...Array.from({ length: 12 }, () => randomTask(random)),
    ]
    for (const run of [1, 2]) {
      const predicted = await statusesOf(tasks, true)
      const actual = await statusesOf(tasks, false)
      for (const [nth, status] of predicted.entries()) {
        const [was, is] = [status.split(':')[0], actual[nth]?.split(':')[0]]
        if (was === 'unknown') unknown += 1
        else {
          counts[was ?? ''] = (counts[was ?? ''] ?? 0) + 1
          const before = tasks.slice(0, nth + 1).map(task => JSON.stringify(task))
          assert.is(
            was,
            is,
            `seed ${seed}, run ${run}:\n${before.join('\n')}\npredicted ${status}\ncame to ${actual[nth]}`,
          )
        }
      }
    }
  }
  // Two runs in which every task fails would agree as well.
  const shown = JSON.stringify(counts)
  for (const status of ['ok', 'changed', 'skipped', 'failed']) assert.ok((counts[status] ?? 0) > 10, shown)
  assert.is(counts.unreachable, undefined, shown)
  // A check that fails in the dry run may succeed after a command of the run.
  const predicted = Object.values(counts).reduce((sum, count) => sum + count, 0)
  assert.ok(unknown < predicted / 6, `${unknown} unknown, ${shown}`)
})

test('a probe is unknown if configuration files that its program may read would change', async () => {
  clear()
  const statuses = await statusesOf(
    [
      { name: 'settings', copy: { dest: '/etc/printf.conf', content: 'x' } },
      { probe: 'exec /usr/bin/printf x' },
      { probe: 'echo /etc/print printfs' },
    ],
    true,
  )
  assert.equal(
    statuses.map(status => status.replace(/\(\S+:\d+:\d+\)/g, '(site.yml)')),
    ['changed', 'unknown: depends on /etc/printf.conf, which `settings` (site.yml) would bring about', 'ok'],
  )
})

test('a dry run predicts a mount below a directory that would be created', async () => {
  clear()
  const mount = { src: 'tmpfs', fstype: 'tmpfs', state: 'mounted', fstab: `${root}/fstab` }
  const statuses = await statusesOf(
    [
      { file: { path: `${root}/deep`, state: 'directory' } },
      { copy: { dest: `${root}/fstab`, content: '' } },
      { mount: { ...mount, path: `${root}/deep/a` } },
      { mount: { ...mount, path: `${root}/deep/a` } },
      { mount: { ...mount, path: `${root}/deep` } },
    ],
    true,
  )
  assert.equal(statuses, ['changed', 'changed', 'changed', 'ok', 'changed'])
})

test('a dry run changes nothing on the host', async () => {
  clear()
  const random = randomFrom(7)
  const statuses = await statusesOf(
    [{ stat: { path: root }, register: 'seen' }, ...Array.from({ length: 60 }, () => randomTask(random))],
    true,
  )
  assert.is(statuses[0], 'ok')
  assert.ok(statuses.includes('changed'), statuses.join())
  assert.equal(readdirSync(root), [])
})

test('in a dry run, a become user that a task would create is unknown, and one that no task creates is an error', async () => {
  const app = 'drover-no-such-user'
  const ask = { command: 'id', become: true, become_method: 'su', become_user: app }
  assert.match(
    (await statusesOf([ask], true))[0] ?? '',
    /^failed: .*the user drover-no-such-user does not exist/,
  )
  for (const make of [{ user: { name: app } }, { command: 'true' }]) {
    const statuses = await statusesOf([make, ask, { copy: { dest: '/x', content: 'a' } }], true)
    assert.match(
      statuses[1] ?? '',
      /^unknown: depends on the user drover-no-such-user, whom .* would bring about/,
    )
    assert.match(statuses[2] ?? '', /^(changed|unknown)/)
  }
})

test('a command that runs and fails in a dry run is unknown if an earlier task may make it succeed', async () => {
  const ask = { command: 'drover-no-such-program --version', check_mode: false, changed_when: false }
  assert.match((await statusesOf([ask], true))[0] ?? '', /^failed: .*status 127/)
  const [, asked] = await statusesOf([{ command: 'true' }, ask], true)
  assert.match(asked ?? '', /^unknown: .*would bring about: now, .*status 127/)
})

test.run()
