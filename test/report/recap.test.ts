import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { failureLines, failureSummary, recap } from '../../src/report/recap.ts'
import { makeStyle } from '../../src/report/style.ts'
import { taskSources } from '../../src/report/task-sources.ts'
import { wrapLine } from '../../src/report/wrap.ts'
import { result, runEnd } from '../kit/events.ts'

const style = makeStyle(false, false)
const sources = taskSources()

test('the recap has a line for each host, failed ones first, and a total', () => {
  assert.equal(recap(runEnd({ a: { ok: 2 }, bb: { ok: 1, failed: 1 } }), style), [
    '',
    '         ok  changed  failed',
    'bb        1        0       1',
    'a         2        0       0',
    'all 2     3        0       1',
    '1.2 s',
  ])
})

test('hosts with equal counts share a line, and a single line has no total', () => {
  const hosts = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`n${index}`, { ok: 1 }]))
  assert.equal(recap(runEnd({ ...hosts, n7: { unreachable: 1 } }), style), [
    '',
    '                  ok  changed  unreachable',
    'n7                 0        0            1',
    'n[0:6] n[8:99]     1        0            0',
    'all 100           99        0            1',
    '1.2 s',
  ])
  assert.equal(recap(runEnd(hosts), style), ['', '           ok  changed', 'n[0:99]     1        0', '1.2 s'])
})

test('of many different hosts, only those that failed have a line of their own', () => {
  const hosts = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`n${index}`, { ok: index }]))
  const lines = recap(runEnd({ ...hosts, x: { failed: 1 } }), style)
  assert.equal(
    lines.slice(2, -1).map(line => line.trim().split(/\s+/).join(' ')),
    ['x 0 0 1', 'all 31 435 0 1'],
  )
})

test('the slowest tasks are listed if they took at least two seconds', () => {
  const times = [1900, 2000, 61_000, 3000, 2500].map((milliseconds, index) => ({
    name: `t${index}`,
    milliseconds,
  }))
  assert.is(recap(runEnd({}), style, { times }).at(-1), '1.2 s; slowest: t2 61.0 s, t3 3.0 s, t4 2.5 s')
})

test('the recap of a dry run has a column for unknown results only if there are any', () => {
  assert.match(recap(runEnd({ a: { unknown: 2 } }), style)[1] ?? '', 'unknown')
  assert.not.match(recap(runEnd({ a: { ok: 2 } }), style)[1] ?? '', 'unknown')
})

test('the recap of a run without hosts has no table', () =>
  assert.equal(recap(runEnd({}), style), ['', '1.2 s']))

test('a failure shows its place, its message and its hint', () => {
  const failure = result('node1', {
    status: 'failed',
    item: 'x\u001b[2J',
    message: 'first\nsecond\u0007',
    hint: 'look there',
    isIgnored: true,
  })
  assert.equal(failureLines(failure, { style, sources }), [
    'x node1 failed: Write the file (item x\\x1b[2J) (site.yml:3:7)',
    '    first',
    '    second\\x07',
    '    ignored',
    '    hint: look there',
  ])
})

test('a failure quotes the YAML lines of its task, and long lines are wrapped', () => {
  const failure = result('node1', {
    status: 'failed',
    message: 'the connection was refused: no such port',
  })
  const quoted = taskSources()
  quoted.note({
    type: 'task.source',
    time: '',
    task: failure.task,
    line: 3,
    lines: ['    - name: Write the file', '      file: {path: /x\u001b[2J, state: directory, mode: "0755"}'],
  })
  assert.equal(failureLines(failure, { style, sources: quoted, wrap: line => wrapLine(line, 40) }), [
    'x node1 failed: Write the file',
    '(site.yml:3:7)',
    '    the connection was refused: no such',
    '    port',
    '    3 | - name: Write the file',
    '    4 |   file: {path: /x\\x1b[2J, state:',
    '          directory, mode: "0755"}',
  ])
})

test('the same failure of many hosts is shown once, also if the message names the host', () => {
  const hosts = Array.from({ length: 30 }, (_, index) => `n${index}`)
  const failures = [
    ...hosts.map(host => result(host, { status: 'failed', message: `${host}: no space left` })),
    result('z', { status: 'failed', message: 'another' }),
    result('y', { status: 'unreachable', message: 'another' }),
  ]
  assert.equal(failureSummary(failures, { style, sources }), [
    'x n0 failed: Write the file (site.yml:3:7)',
    '    n0: no space left',
    '    and on 29 more: n[1:29]',
    'x z failed: Write the file (site.yml:3:7)',
    '    another',
    'x y unreachable: Write the file (site.yml:3:7)',
    '    another',
  ])
})

test.run()
