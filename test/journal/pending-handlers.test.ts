import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { acquireRunLock } from '../../src/journal/active-run.ts'
import { describePending, forgetPending, pendingHandlers } from '../../src/journal/pending-handlers.ts'
import { lendEnvironment } from '../kit/environment.ts'
import { scratch } from '../kit/local-session.ts'
import { problemsOf } from '../kit/project-files.ts'

const { path, remove } = scratch()
const folder = join(path, 'drover/runs')
lendEnvironment('XDG_STATE_HOME')
test.before(() => {
  process.env.XDG_STATE_HOME = path
})
test.before.each(() => {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true, mode: 0o700 })
})
test.after(remove)

const [FIRST, SECOND, THIRD] = ['1', '2', '3'].map(day => `2026110${day}T000000Z-00000000`) as [
  string,
  string,
  string,
]

function journal(run: string, events: readonly object[], head: object = {}): void {
  const first = { type: 'journal', format: 'drover run 1', run, time: '', cwd: '/here', ...head }
  const lines = [first, ...events].map(each => `${JSON.stringify(each)}\n`)
  writeFileSync(join(folder, `${run}.ndjson`), lines.join(''), { mode: 0o600 })
}

const REF = { task: 'site.yml:9:5', name: 'restart web', taskType: 'systemd' }

const notify = (host: string): object => ({
  ...{ type: 'task.notify', host, key: 'template Write it' },
  ...{ handlers: [REF.task], names: [REF.name] },
})
const handled = (host: string): object[] => [
  { type: 'task.start', ...REF, isHandler: true },
  { type: 'task.result', ...REF, host, status: 'changed', isIgnored: false, isRescued: false },
]
const start = { type: 'run.start', playbooks: ['site.yml'] }
const end = (exit_code: number): object => ({ type: 'run.end', exit_code })
const owed = (run: string, host: string) => ({ run, host, handler: 'restart web' })

const ROWS: readonly (readonly [what: string, prepare: () => void, expected: readonly object[]])[] = [
  ['no journal', () => {}, []],
  [
    'a run that failed before its handlers, on the hosts where they did not run',
    () => journal(FIRST, [notify('a'), notify('b'), ...handled('a'), end(2)]),
    [owed(FIRST, 'b')],
  ],
  ['an interrupted run', () => journal(FIRST, [notify('a')]), [owed(FIRST, 'a')]],
  [
    'a successful run that skipped its handlers, as after `meta: end_play`',
    () => journal(FIRST, [notify('a'), end(0)]),
    [],
  ],
  ['a run of another directory', () => journal(FIRST, [notify('a'), end(2)], { cwd: '/elsewhere' }), []],
  [
    'a run before the last one, which refers to it',
    () => {
      journal(FIRST, [notify('a'), notify('b'), end(2)])
      journal(SECOND, [...handled('a'), end(0)], { owes: [owed(FIRST, 'a'), owed(FIRST, 'b')] })
    },
    [owed(FIRST, 'b')],
  ],
  [
    'two runs',
    () => journal(SECOND, [notify('a'), end(2)], { owes: [owed(FIRST, 'b')] }),
    [owed(FIRST, 'b'), owed(SECOND, 'a')],
  ],
  [
    'a resumed run that failed again before its handlers',
    () =>
      journal(SECOND, [end(2)], {
        legacy: { run: FIRST, actions: {}, owed: { a: ['template Write it'] } },
      }),
    [{ run: SECOND, host: 'a', handler: 'what `template Write it` notifies' }],
  ],
  [
    'a damaged journal is ignored',
    () => {
      journal(FIRST, [notify('a'), end(2)])
      journal(SECOND, [{ type: 'task.notify', host: 7 }])
    },
    [owed(FIRST, 'a')],
  ],
]

for (const [what, prepare, expected] of ROWS) {
  test(`pending handlers: ${what}`, () => {
    prepare()
    assert.equal(pendingHandlers('/here'), expected)
  })
}

test('an active run has no pending handlers yet', () => {
  journal(FIRST, [notify('a')])
  const { release } = acquireRunLock(folder, FIRST)
  assert.equal(pendingHandlers('/here'), [])
  release()
  assert.equal(pendingHandlers('/here'), [owed(FIRST, 'a')])
})

test('pending handlers are described with their hosts and the command that runs them', () => {
  const many = ['a', 'b', 'c', 'd', 'e', 'f'].map(host => owed(FIRST, host))
  assert.equal(describePending([...many, { ...owed(THIRD, 'a'), playbooks: ['site.yml'] }]), [
    `the handler \`restart web\` was notified but did not run on a, b, c, d, e and 1 more: \`run resume ${FIRST}\` runs it, \`run resume ${FIRST} --forget\` ends this warning`,
    `the handler \`restart web\` of site.yml was notified but did not run on a: \`run resume ${THIRD}\` runs it, \`run resume ${THIRD} --forget\` ends this warning`,
  ])
})

test('pending handlers of one run or of all are forgotten, also if later runs refer to them', () => {
  journal(FIRST, [start, notify('a'), end(2)])
  const first = { ...owed(FIRST, 'a'), playbooks: ['site.yml'] }
  assert.equal(pendingHandlers('/here'), [first])
  journal(SECOND, [notify('b'), end(2)], { owes: [first] })
  assert.equal(
    problemsOf(() => forgetPending('/here', THIRD)),
    [`the run ${THIRD} has no pending handlers (these runs have some: ${FIRST}, ${SECOND})`],
  )
  assert.equal(forgetPending('/here', FIRST), [first])
  assert.equal(pendingHandlers('/here'), [owed(SECOND, 'b')])
  journal(THIRD, [end(0)], { owes: pendingHandlers('/here') })
  assert.equal(forgetPending('/here', undefined), [owed(SECOND, 'b')])
  assert.equal(pendingHandlers('/here'), [])
  assert.equal(
    problemsOf(() => forgetPending('/here', undefined)),
    ['no run in this directory has pending handlers (there is nothing to forget)'],
  )
})

test.run()
