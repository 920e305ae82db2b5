import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { RunEvent } from '../../src/engine/state/events.ts'
import { reportLines } from '../../src/report/lines.ts'
import { makeStyle } from '../../src/report/style.ts'
import { playStart, result, runEnd, runStart, taskEnd, taskOutput, taskStart } from '../kit/events.ts'

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

test('without -v, changed hosts are shown and other results are counted', () => {
  assert.equal(reported(three), [
    '',
    'PLAY web (3 hosts)',
    'TASK Write the file (site.yml:3:7)',
    '  changed  b  update /x (mode 0644 → 0600)',
    '  1 ok  1 skipped',
  ])
})

test('-v shows every result and the output of commands, -vv also the returned values', () => {
  const lines = reported(three, { verbosity: 1 })
  assert.equal(lines.slice(3), [
    '  a | work\\x1b[2J',
    '  ok       a',
    '  changed  b  update /x (mode 0644 → 0600)',
    '  skipped  c  when: false',
  ])
  assert.ok(reported(three, { verbosity: 2 }).includes('      {"path":"/x"}'))
})

test('-v shows stdout and stderr of a result, unless they were shown as they arrived', () => {
  const outputs = { rc: 0, stdout: 'one\ntwo\u001b[2J\n', stderr: 'careful' }
  const events = [taskStart(['a']), result('a', { status: 'changed', outputs }), taskEnd()]
  const streams = ['      stdout:', '        one', '        two\\x1b[2J', '      stderr:', '        careful']
  assert.equal(reported(events, { verbosity: 1 }).slice(2), streams)
  assert.equal(reported(events).slice(2), [])
  const live = [taskStart(['a']), taskOutput('a', 'one'), ...events.slice(1)]
  assert.equal(reported(live, { verbosity: 1 }).slice(1), ['  a | one', '  changed  a'])
})

test('-v shows the output of a failure that its message left out', () => {
  const message = '`x` ended with status 1: last of 30 lines'
  const events = [
    taskStart(['a']),
    result('a', { status: 'failed', message, outputs: { stdout: '', stderr: 'first\nlast of 30 lines' } }),
    taskEnd(),
  ]
  assert.equal(reported(events, { verbosity: 1 }).slice(3), [
    '    stderr:',
    '      first',
    '      last of 30 lines',
  ])
  assert.equal(reported(events).slice(3), [])
})

test('a dry run says that it is one at the start, in every changed line and at the end', () => {
  const would = { status: 'changed', changes: [change], isPredicted: true } as const
  const lines = reported([
    runStart(true),
    playStart('web', ['a', 'b', 'c', 'd']),
    taskStart(['a', 'b', 'c', 'd']),
    result('a', would),
    result('b', { status: 'unknown', message: 'depends on it', isPredicted: true }),
    result('c', { status: 'changed', message: 'for real' }),
    result('d'),
    taskEnd(),
    runEnd({ a: { changed: 1 }, b: { unknown: 1 }, c: { changed: 1 }, d: { ok: 1 } }),
  ])
  assert.equal(lines.slice(0, 8), [
    'DRY RUN: nothing is changed',
    '',
    'PLAY web (4 hosts)',
    'TASK Write the file (site.yml:3:7)',
    '  would change  a  update /x (mode 0644 → 0600)',
    '  unknown       b  depends on it',
    '  changed       c  for real',
    '  1 ok',
  ])
  assert.match(lines[9] ?? '', / ok {2}would change {2}unknown/)
  assert.is(
    lines.at(-1),
    'DRY RUN: 1 task changed something, by `check_mode: false`; 1 would change, 1 unknown until a real run',
  )
  const nothing = reported([runStart(true), runEnd({})])
  assert.is(nothing.at(-1), 'DRY RUN: nothing was changed; nothing would change')
  assert.not.match(reported([runStart(false), runEnd({})]).join(), /DRY|would/)
})

test('--diff shows the differences of each change', () => {
  const lines = reported(three, { showDiff: true })
  assert.equal(lines.slice(4, 7), ['      update file:/x', '      - mode: 0644', '      + mode: 0600'])
})

test('`isDiffShown` of a result overrides `--diff`', () => {
  const shown = (isDiffShown: boolean, showDiff: boolean): boolean =>
    reported([result('b', { status: 'changed', changes: [change], isDiffShown })], { showDiff }).some(line =>
      line.includes('+ mode'),
    )
  assert.equal([shown(true, false), shown(false, true)], [true, false])
})

test('a failure is shown when it happens, and again at the end if much was written since', () => {
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
    ],
  )
  assert.ok(lines.includes('    no\\x07'))
  const more = Array.from({ length: 41 }, () => taskStart(['d']))
  const long = reported([
    taskStart(['a', 'b', 'c']),
    result('a', failed),
    result('b', { ...failed, isIgnored: true }),
    result('c', { ...failed, isRescued: true }),
    taskEnd(),
    ...more,
    result('d', failed),
    runEnd({ a: { failed: 1 }, d: { failed: 1 } }),
  ])
  assert.equal(
    long.filter(line => /[ad] failed: /.test(line)),
    [
      'x a failed: Write the file (site.yml:3:7)',
      'x d failed: Write the file (site.yml:3:7)',
      'x a failed: Write the file (site.yml:3:7)',
    ],
  )
  // At the very end, where it is seen.
  assert.equal(long.slice(-3), ['', 'x a failed: Write the file (site.yml:3:7)', '    no\\x07'])
})

test("the failure of a loop item is shown once, and the loop's own result refers to it", () => {
  const lines = reported([
    taskStart(['a']),
    result('a', { status: 'failed', message: 'no', item: 'i' }),
    result('a', { status: 'failed', message: '1 of 2 items failed' }),
    taskEnd(),
    runEnd({ a: { failed: 1 } }),
  ])
  assert.is(lines.filter(line => line.includes('(item i)')).length, 1)
  assert.is(lines.filter(line => line === '    no').length, 1)
  assert.equal(lines.slice(3, 5), ['x a failed: Write the file (site.yml:3:7)', '    see its items above'])
})

test("each line of a host's message is indented, so that a host cannot forge a line of the report", () => {
  const lines = reported([taskStart(['a']), result('a', { message: 'x\nPLAY forged' }), taskEnd()])
  assert.equal(lines.slice(1), ['  ok       a  x', '      PLAY forged'])
})

test('a warning is shown with its host', () => {
  const warning: RunEvent = { type: 'warning', time: '', message: 'odd\u001b', host: 'a' }
  assert.equal(reported([warning]), ['warning: a: odd\\x1b'])
})

test.run()
