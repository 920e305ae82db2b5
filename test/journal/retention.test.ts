import { mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acquireRunLock } from '../../src/journal/active-run.ts'
import { removeOldJournals } from '../../src/journal/retention.ts'
import { RunSummaries } from '../../src/journal/summary.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'

const { path, remove } = scratch()
const folder = join(path, 'drover/runs')
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = path
})
test.before.each(() => {
  rmSync(join(path, 'drover'), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
})
test.after(remove)

const NOW = Date.parse('2026-11-30T00:00:00Z')
const DAY = 24 * 60 * 60 * 1000
const LARGE = 1024 * 1024

const idOf = (nth: number): string => `202611${String(nth).padStart(2, '0')}T000000Z-00000000`

/** Writes a journal of about this size and age. */
function journal(nth: number, { kind = 'run', bytes = 0, days = 0 }): void {
  const head = { type: 'journal', format: 'drover run 1', run: idOf(nth), time: '', cwd: '/here', kind }
  const end = { type: 'run.end', exit_code: 0, padding: 'x'.repeat(bytes) }
  const file = join(folder, `${idOf(nth)}.ndjson`)
  writeFileSync(file, `${JSON.stringify(head)}\n${JSON.stringify(end)}\n`, { mode: 0o600 })
  const time = new Date(NOW - days * DAY)
  utimesSync(file, time, time)
}

const left = (): number[] =>
  readdirSync(folder)
    .filter(name => name.endsWith('.ndjson'))
    .map(name => Number(name.slice(6, 8)))

test('journals that are too old are removed, except the newest and that of an active run', () => {
  journal(1, { days: 12 })
  journal(2, { days: 11 })
  journal(3, { days: 9 })
  journal(4, { days: 11 })
  const lock = acquireRunLock(folder, idOf(1))
  removeOldJournals(folder, { days: 10, bytes: LARGE }, NOW)
  assert.equal(left(), [1, 3, 4])
  lock.release()
})

test('beyond the size limit, the oldest journals are removed, and dry runs before runs', () => {
  journal(1, { bytes: 1000 })
  journal(2, { bytes: 1000 })
  journal(3, { bytes: 1000, kind: 'verify' })
  journal(4, { bytes: 1000, kind: 'dry-run' })
  journal(5, { bytes: 1000 })
  removeOldJournals(folder, { days: 10, bytes: 3800 }, NOW)
  assert.equal(left(), [1, 2, 4, 5])
  removeOldJournals(folder, { days: 10, bytes: 1500 }, NOW)
  assert.equal(left(), [2, 5])
})

test('a removed journal is removed from the index', () => {
  journal(1, { days: 12 })
  journal(2, {})
  for (const nth of [1, 2]) new RunSummaries(folder).of(idOf(nth))
  const indexed = (): number => readFileSync(join(path, 'drover/runs.index'), 'utf8').split('\n').length - 1
  assert.is(indexed(), 2)
  removeOldJournals(folder, { days: 10, bytes: LARGE }, NOW)
  assert.is(indexed(), 1)
})

test.run()
