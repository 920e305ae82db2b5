import { appendFileSync, chmodSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { runsIn } from '../../src/journal/runs.ts'
import { RunSummaries } from '../../src/journal/summary.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'

const { path, remove } = scratch()
const folder = join(path, 'drover/runs')
const index = join(path, 'drover/runs.index')
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = path
})
test.before.each(() => {
  rmSync(join(path, 'drover'), { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
})
test.after(remove)

const RUN = '20261101T000000Z-00000000'
const FILE = join(folder, `${RUN}.ndjson`)
const REF = { task: 'site.yml:4:7', name: 'Count', taskType: 'shell', host: 'a' }

function journal(run = RUN, head: object = {}): void {
  const lines = [
    { type: 'journal', format: 'drover run 1', run, time: '', cwd: '/here', ...head },
    { type: 'run.start', playbooks: ['site.yml'] },
    { type: 'task.result', ...REF, status: 'failed', isIgnored: false, isRescued: false },
    { type: 'run.end', exit_code: 2 },
  ]
  const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
  writeFileSync(join(folder, `${run}.ndjson`), text, { mode: 0o600 })
}

const SUMMARY = { run: RUN, kind: 'run', cwd: '/here', work: 'site.yml', exitCode: 2, troubled: ['a'] }

const summary = () => {
  const { size: _, modified: __, ...shown } = { size: 0, modified: 0, ...new RunSummaries(folder).of(RUN) }
  return shown
}

test('a journal is read once; after that, its summary comes from the index', () => {
  journal()
  assert.equal(summary(), SUMMARY)
  const kept = readFileSync(index, 'utf8')
  assert.equal(summary(), SUMMARY)
  assert.is(readFileSync(index, 'utf8'), kept)
  writeFileSync(index, kept.replace('site.yml', 'other.yml'))
  assert.is(summary().work, 'other.yml', 'it comes from the index')
})

test('a changed journal is read again', () => {
  journal()
  summary()
  appendFileSync(FILE, `${JSON.stringify({ type: 'run.end', exit_code: 4 })}\n`)
  assert.is(summary().exitCode, 4)
})

test('a damaged index is ignored', () => {
  journal()
  writeFileSync(index, '{"run":\n\0\n[]\n{"run":7}\n')
  assert.equal(summary(), SUMMARY)
})

test('an index that others can write to is ignored', () => {
  journal()
  summary()
  writeFileSync(index, readFileSync(index, 'utf8').replace('site.yml', 'evil.yml'))
  assert.is(summary().work, 'evil.yml')
  chmodSync(index, 0o666)
  assert.equal(summary(), SUMMARY)
})

test('runs of a directory are found by kind, also those of older versions', () => {
  journal()
  journal('20261102T000000Z-00000000', { kind: 'verify' })
  journal('20261103T000000Z-00000000', { cwd: '/there' })
  assert.equal([...runsIn('/here')], ['20261102T000000Z-00000000', RUN])
  assert.equal([...runsIn('/here', 'run')], [RUN])
  assert.equal([...runsIn('/there', 'verify')], [])
})

test.run()
