import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { TaskResultEvent } from '../../src/engine/state/events.ts'
import { finishedLines } from '../../src/report/finished-lines.ts'
import { applyEvent, openTask } from '../../src/report/open-task.ts'
import { makeStyle } from '../../src/report/style.ts'
import { taskSources } from '../../src/report/task-sources.ts'
import { result, taskStart } from '../kit/events.ts'

const hundred = Array.from({ length: 100 }, (_, index) => `web${index + 1}`)
const change = { resource: 'file:/x', action: 'update', before: { mode: '0644' }, after: { mode: '0600' } }

function lines(
  results: readonly TaskResultEvent[],
  options: { verbosity?: number; showDiff?: boolean; isCheckMode?: boolean; columns?: number } = {},
): string[] {
  const task = openTask(taskStart(results.map(({ host }) => host)))
  for (const each of results) applyEvent(task, each)
  return finishedLines(task, {
    style: makeStyle(false, false),
    verbosity: 0,
    showDiff: false,
    isCheckMode: false,
    sources: taskSources(),
    ...options,
  })
}

test('100 hosts with equal results take one line', () => {
  assert.equal(lines(hundred.map(host => result(host))), ['  + Write the file  ok on 100'])
})

test('hosts are shown in the order of the play, not of their results', () => {
  const failed = (host: string) => result(host, { status: 'failed', message: `${host}: no` })
  const task = openTask(taskStart(['db1', 'web1', 'web2']))
  for (const host of ['web2', 'db1', 'web1']) applyEvent(task, failed(host))
  const options = { style: makeStyle(false, false), verbosity: 0, showDiff: false, isCheckMode: false }
  assert.equal(finishedLines(task, { ...options, sources: taskSources() }), [
    '  x Write the file  failed db1 web1 web2',
    '  x db1 failed: Write the file (site.yml:3:7)',
    '      db1: no',
    '      and on 2 more: web1 web2',
  ])
})

test('hosts that are unreachable for the same reason are shown once, although their addresses differ', () => {
  const lost = (host: string, address: string) =>
    result(host, {
      status: 'unreachable',
      message: `${host} (${address}, port 22): connect to ${address}: no`,
    })
  const shown = lines([lost('web1', '192.0.2.1'), lost('web2', '192.0.2.2'), lost('db', 'db.example.com')])
  assert.equal(shown.slice(2), [
    '      web1 (192.0.2.1, port 22): connect to 192.0.2.1: no',
    '      and on 2 more: web2 db',
  ])
})

test('different statuses of hosts share one line', () => {
  const results = hundred.map(host =>
    result(host, host === 'web3' ? { status: 'changed', changes: [change] } : {}),
  )
  assert.equal(lines(results), ['  * Write the file  changed web3  ok web1 web2 web[4:100]'])
})

test("on a narrow terminal, the line is wrapped and indented below the task's name", () => {
  const results = hundred.map(host =>
    result(host, host === 'web3' ? { status: 'changed', changes: [change] } : {}),
  )
  assert.equal(lines(results, { columns: 40 }), [
    '  * Write the file  changed web3  ok',
    '    web1 web2 web[4:100]',
  ])
})

test('a task with status `ok` shows no differences, even if it ran something', () => {
  const ran = { resource: 'command:uptime', action: 'run', before: null, after: null }
  assert.equal(lines([result('web1', { status: 'ok', changes: [ran] })], { showDiff: true }), [
    '  + Write the file  ok web1',
  ])
})

test('the same failure of 100 hosts takes three lines', () => {
  const results = hundred.map(host => result(host, { status: 'failed', message: 'no' }))
  assert.equal(lines(results), [
    '  x Write the file  failed on 100',
    '  x web1 failed: Write the file (site.yml:3:7)',
    '      no',
    '      and on 99 more: web[2:100]',
  ])
})

test('an ignored failure is shown as ignored, a rescued one as rescued', () => {
  const failed = { status: 'failed', message: 'no' } as const
  const [ignored] = lines([result('a', { ...failed, isIgnored: true }), result('b')])
  assert.is(ignored, '  x Write the file  ignored a  ok b')
  const [rescued] = lines([result('a', { ...failed, isRescued: true }), result('b')])
  assert.is(rescued, '  x Write the file  rescued a  ok b')
})

test('a dry run shows what would change, once for equal hosts', () => {
  const would = { status: 'changed', changes: [change], isPredicted: true } as const
  const results = ['a', 'b'].map(host => result(host, would))
  assert.equal(lines(results, { isCheckMode: true }), [
    '  * Write the file  would change a b',
    '      all: update /x (mode 0644 → 0600)',
  ])
})

test('a diff that is equal on several hosts is shown once', () => {
  const results = hundred.map(host => result(host, { status: 'changed', changes: [change] }))
  assert.equal(lines(results, { showDiff: true }), [
    '  * Write the file  changed on 100',
    '      web[1:100]',
    '        update file:/x',
    '        - mode: 0644',
    '        + mode: 0600',
  ])
})

test('of many different messages twelve are shown, with -v all', () => {
  const results = hundred.map(host => result(host, { message: `I am ${host}` }))
  assert.is(lines(results).length, 14)
  assert.is(lines(results).at(-1), '      … and 88 more; -v shows all')
  assert.is(lines(results, { verbosity: 1 }).length, 101)
})

test('a predicted change is shown as `would change`, also in a real run', () => {
  const would = { status: 'changed', changes: [change], isPredicted: true } as const
  assert.equal(lines([result('a', would), result('b', { status: 'changed', changes: [change] })]), [
    '  * Write the file  changed b  would change a',
    '      a: update /x (mode 0644 → 0600)',
  ])
})

test('-v shows the output of commands, once for equal hosts', () => {
  const outputs = { rc: 0, stdout: 'done', stderr: '' }
  const results = ['a', 'b'].map(host => result(host, { outputs }))
  assert.equal(lines(results, { verbosity: 1 }), [
    '  + Write the file  ok a b',
    '      all: stdout:\n          done',
  ])
  assert.equal(lines(results), ['  + Write the file  ok a b'])
  const failed = result('a', { status: 'failed', message: 'no', outputs: { stdout: 'why', stderr: '' } })
  assert.equal(lines([failed], { verbosity: 1 }).slice(2), ['      no', '      a: stdout:\n          why'])
})

test('a message of several lines is indented below its host, and its control characters are escaped', () => {
  assert.equal(lines([result('a', { message: 'one\ntwo\u001b[2J' })]), [
    '  + Write the file  ok a',
    '      a: one\n        two\\x1b[2J',
  ])
})

test.run()
