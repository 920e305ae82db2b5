import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../../src/engine/state/events.ts'
import { runPlaybooks } from '../../../src/run.ts'
import { randomFrom } from '../../kit/random.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-creations-'))
const root = join(folder, 'root')
test.after(() => rmSync(folder, { recursive: true, force: true }))
writeFileSync(join(folder, 'hosts.yml'), 'all: { hosts: { here: { connection: local } } }')
mkdirSync(join(folder, 'templates'))
writeFileSync(join(folder, 'templates/t.hbs'), '{{item.text}} of {{inventory_hostname}}\n')
writeFileSync(join(folder, 'templates/told.hbs'), '{{default done.changed "none"}}\n')
mkdirSync(join(folder, 'files/tree/sub'), { recursive: true })
writeFileSync(join(folder, 'files/tree/sub/leaf'), 'leaf')

/** Runs tasks on a prepared folder, and returns the result of each item and of the loop. */
async function outcomeOf(tasks: readonly unknown[], lookAhead: boolean) {
  rmSync(root, { recursive: true, force: true })
  mkdirSync(join(root, 'dir'), { recursive: true })
  writeFileSync(join(root, 'mine'), 'mine')
  symlinkSync('dir', join(root, 'alias'))
  symlinkSync('later', join(root, 'dangling'))
  const playbook = join(folder, 'site.yml')
  writeFileSync(playbook, JSON.stringify([{ hosts: 'here', tasks }]))
  const events: RunEvent[] = []
  await runPlaybooks(
    {
      ...{ playbooks: [playbook], inventory: [join(folder, 'hosts.yml')], check: false, diff: true },
      ...{ extraVars: [], tags: [], skipTags: [], become: false, forceHandlers: false },
      ...{ lookAhead, persist: false },
    },
    { event: event => events.push(event), close: async () => {} },
    new AbortController().signal,
  )
  const results = events.flatMap(event =>
    event.type === 'task.result' ? [[event.item, event.status, event.changes, event.message]] : [],
  )
  const end = events.at(-1)
  assert.ok(end?.type === 'run.end')
  return { results, files: contentsOf(root), trips: end.costs.here?.roundTrips ?? 0 }
}

function contentsOf(path: string): string[] {
  const names = readdirSync(path, { recursive: true, encoding: 'utf8' }).sort()
  return names.map(name => {
    const found = lstatSync(join(path, name))
    const mode = (found.mode & 0o7777).toString(8)
    if (found.isSymbolicLink()) return `${name} -> ${readlinkSync(join(path, name))}`
    return found.isFile() ? `${name} ${mode} ${readFileSync(join(path, name), 'utf8')}` : `${name} ${mode}`
  })
}

const PLACES = [
  ...['a', 'b', 'c', 'dir/a', 'alias/a', 'dir/b', 'alias/b', 'mine', 'dir', 'dangling', 'later'],
  ...['a/under', 'none/f', 'new/', 'new/tree', './a', 'dir/../b'],
]

test('items that are created in one batch give the same result as one by one', async () => {
  for (let seed = 0; seed < 16; seed += 1) {
    const random = randomFrom(seed)
    const items = Array.from({ length: 2 + random(6) }, () => ({
      place: PLACES[random(PLACES.length)],
      text: `text ${random(2)}`,
      mode: random(4) === 0 ? '0600' : '0644',
      owner: random(9) === 0 ? 'nobody-such' : 'root',
      is: random(6) > 0,
    }))
    const [common, rest] = [
      { dest: `${root}/{{item.place}}`, mode: '{{item.mode}}', owner: '{{item.owner}}' },
      { loop: items, when: 'item.is', ignore_errors: true, register: 'done' },
    ]
    const task = [
      { template: { ...common, src: 't.hbs' }, ...rest },
      { copy: { ...common, content: '{{item.text}}', dest: `${common.dest}.txt` }, ...rest },
      { copy: { ...common, src: 'tree/' }, ...rest },
    ][random(3)]
    const [ahead, plain] = [await outcomeOf([task], true), await outcomeOf([task], false)]
    assert.equal(ahead.results, plain.results, `seed ${seed}: ${JSON.stringify(task)}`)
    assert.equal(ahead.files, plain.files, `seed ${seed}`)
  }
})

test('a template that uses the result of the previous item is rendered after it', async () => {
  const template = { src: 'told.hbs', dest: `${root}/dir/{{item}}`, mode: '0644' }
  const task = { template, loop: [1, 2, 3], register: 'done' }
  for (const lookAhead of [true, false]) {
    const { files } = await outcomeOf([task], lookAhead)
    const made = files.filter(file => /^dir\/\d/.test(file))
    assert.equal(made, ['dir/1 644 none\n', 'dir/2 644 true\n', 'dir/3 644 true\n'])
  }
})

test('a loop of new files takes a few round trips, however long it is', async () => {
  const trips: number[] = []
  for (const count of [20, 100]) {
    const loop = Array.from({ length: count }, (_, number) => ({ place: number, text: `text ${number}` }))
    const task = { template: { src: 't.hbs', dest: `${root}/dir/{{item.place}}`, mode: '0644' }, loop }
    const { results, trips: taken } = await outcomeOf([task], true)
    assert.is(results.filter(([, status]) => status === 'changed').length, count + 1)
    assert.ok(existsSync(join(root, 'dir', String(count - 1))))
    trips.push(taken)
  }
  assert.is(trips[0], trips[1])
  assert.ok((trips[0] ?? 99) < 10, `${trips}`)
})

test.run()
