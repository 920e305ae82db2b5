import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/events.ts'
import { reportLines } from '../../src/report/lines.ts'
import { makeStyle } from '../../src/report/style.ts'
import { playStart, result, runEnd, taskEnd, taskOutput, taskStart } from '../kit/events.ts'

const change = { resource: 'file:/x', action: 'update', before: { mode: '0644' }, after: { mode: '0600' } }

function reported(
  events: readonly RunEvent[],
  options: { verbosity?: number; showDiff?: boolean } = {},
): string[] {
  let text = ''
  const reporter = reportLines({
    write: piece => {
      text += piece
    },
    style: makeStyle(false, false),
    verbosity: 0,
    showDiff: false,
    ...options,
  })
  for (const event of events) reporter.event(event)
  assert.ok(text.endsWith('\n'))
  return text.slice(0, -1).split('\n')
}

const three: RunEvent[] = [
  playStart('web', ['a', 'b', 'c']),
  taskStart(['a', 'b', 'c']),
  taskOutput('a', 'work\u001b[2J'),
  result('a'),
  result('b', { status: 'changed', changes: [change], outputs: { path: '/x' } }),
  result('c', { status: 'skipped', message: 'when: false' }),
  taskEnd(),
]

test('it shows what changed and counts the rest', () => {
  assert.equal(reported(three), [
    '',
    'PLAY web (3 hosts)',
    'TASK Write the file (site.yml:3:7)',
    '  changed  b  update /x (mode 0644 → 0600)',
    '  1 ok  1 skipped',
  ])
})

test('-v shows every result and what commands print, -vv also outputs', () => {
  const lines = reported(three, { verbosity: 1 })
  assert.equal(lines.slice(3), [
    '  a | work\\x1b[2J',
    '  ok       a',
    '  changed  b  update /x (mode 0644 → 0600)',
    '  skipped  c  when: false',
  ])
  assert.ok(reported(three, { verbosity: 2 }).includes('      {"path":"/x"}'))
})

test('--diff shows the differences', () => {
  const lines = reported(three, { showDiff: true })
  assert.equal(lines.slice(4, 7), ['      update file:/x', '      - mode: 0644', '      + mode: 0600'])
})

test('a task says itself whether its differences are shown', () => {
  const shown = (isDiffShown: boolean, showDiff: boolean): boolean =>
    reported([result('b', { status: 'changed', changes: [change], isDiffShown })], { showDiff }).some(line =>
      line.includes('+ mode'),
    )
  assert.equal([shown(true, false), shown(false, true)], [true, false])
})

test('a failure is told where it happens, and once more at the end, unless it was ignored or rescued', () => {
  const failed = { status: 'failed', message: 'no\u0007' } as const
  const lines = reported([
    taskStart(['a', 'b', 'c']),
    result('a', failed),
    result('b', { ...failed, isIgnored: true }),
    result('c', { ...failed, isRescued: true }),
    taskEnd(),
    runEnd({ a: { failed: 1 } }),
  ])
  assert.equal(
    lines.filter(line => / failed: /.test(line)),
    [
      'x a failed: Write the file (site.yml:3:7)',
      'x b failed: Write the file (site.yml:3:7)',
      'x c failed: Write the file (site.yml:3:7)',
      'x a failed: Write the file (site.yml:3:7)',
    ],
  )
  assert.ok(lines.includes('    no\\x07'))
})

test('the failure of an item is told once, and the loop by its own result', () => {
  const lines = reported([
    taskStart(['a']),
    result('a', { status: 'failed', message: 'no', item: 'i' }),
    result('a', { status: 'failed', message: '1 of 2 items failed' }),
    taskEnd(),
    runEnd({ a: { failed: 1 } }),
  ])
  assert.is(lines.filter(line => line.includes('(item i)')).length, 1)
  assert.is(lines.filter(line => line.includes('1 of 2 items failed')).length, 2)
})

test('a message of the host is one line of the report for each of its own, and none it can forge at the margin', () => {
  const lines = reported([taskStart(['a']), result('a', { message: 'x\nPLAY forged' }), taskEnd()])
  assert.equal(lines.slice(1), ['  ok       a  x', '      PLAY forged'])
})

test('a warning names its host', () => {
  const warning: RunEvent = { type: 'warning', time: '', message: 'odd\u001b', host: 'a' }
  assert.equal(reported([warning]), ['warning: a: odd\\x1b'])
})

test.run()
