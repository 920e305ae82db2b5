import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { RunSummaries } from '../../src/journal/summary.ts'
import { outcomeIn } from '../../src/plans/run-outcome.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'

const { path, remove } = scratch()
const folder = join(path, 'drover/runs')
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = path
  mkdirSync(folder, { recursive: true, mode: 0o700 })
})
test.after(remove)

type Status = 'ok' | 'failed' | 'unreachable'

/** Exit codes and host results of runs, and how each run is listed. */
const ROWS: readonly (readonly [
  exitCode: number | undefined,
  hosts: Readonly<Record<string, Status>>,
  outcome: string,
])[] = [
  [0, { a: 'ok' }, 'done              site.yml'],
  [1, {}, 'nothing was run   site.yml'],
  [2, { a: 'ok', b: 'failed', c: 'failed' }, '2 hosts failed    site.yml  b c'],
  [4, { a: 'unreachable', b: 'ok' }, '1 host unreachable  site.yml  a'],
  [6, { a: 'unreachable', b: 'failed' }, '2 hosts failed or unreachable  site.yml  a b'],
  [2, { a: 'ok' }, 'exit code 2       site.yml'],
  [130, { a: 'failed' }, 'stopped           site.yml  a'],
  [undefined, { a: 'failed' }, 'interrupted       site.yml  a'],
]

for (const [index, [exitCode, hosts, outcome]] of ROWS.entries())
  test(`a run is listed as \`${outcome}\``, () => {
    const run = `20261101T000000Z-0000000${index}`
    const results = Object.entries(hosts).map(([host, status]) => ({
      ...{ type: 'task.result', task: 'site.yml:4:7', name: 'Count', taskType: 'shell', host, status },
      ...{ isIgnored: false, isRescued: false },
    }))
    const lines = [
      { type: 'journal', format: 'drover run 1', run, time: '', cwd: '/here' },
      { type: 'run.start', playbooks: ['site.yml'] },
      ...results,
      ...(exitCode === undefined ? [] : [{ type: 'run.end', exit_code: exitCode }]),
    ]
    const text = lines.map(line => `${JSON.stringify(line)}\n`).join('')
    writeFileSync(join(folder, `${run}.ndjson`), text, { mode: 0o600 })
    assert.is(outcomeIn(new RunSummaries(folder), run), outcome)
  })

test.run()
