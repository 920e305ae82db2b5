import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { activityText, applyEvent, openTask } from '../../src/report/open-task.ts'
import { liveLines } from '../../src/report/progress-lines.ts'
import { makeStyle } from '../../src/report/style.ts'
import { result, taskOutput, taskStart } from '../kit/events.ts'

const hundred = Array.from({ length: 100 }, (_, index) => `web${index + 1}`)
const plain = makeStyle(false, true)

test('up to three hosts that still run have a line each with their last output', () => {
  const task = openTask(taskStart(['a', 'bb', 'c']))
  applyEvent(task, taskOutput('bb', 'first'))
  applyEvent(task, taskOutput('bb', 'half\u001b[2Jway'))
  applyEvent(task, result('c'))
  assert.equal(liveLines([task], { rows: 24, columns: 80 }, plain), [
    'Write the file  1/3 hosts  0 s',
    'a',
    'bb  half\\x1b[2Jway',
  ])
})

test('the title shows the position of the task in its play', () => {
  const task = openTask(taskStart(['a', 'b']), 'task 5 of 14')
  assert.is(
    liveLines([task], { rows: 24, columns: 80 }, plain)[0],
    'Write the file  task 5 of 14  0/2 hosts  0 s',
  )
})

for (const [rows, columns] of [
  [24, 80],
  [24, 100],
  [8, 30],
  [4, 20],
  [1, 10],
  [60, 200],
] as const) {
  test(`the lines for 100 hosts fit a screen of ${rows} × ${columns}`, () => {
    const task = openTask(
      taskStart(hundred, 'A task with a name that is longer than narrow screens are wide'),
    )
    for (const host of hundred) applyEvent(task, taskOutput(host, 'x'.repeat(500)))
    applyEvent(task, result('web1', { status: 'failed' }))
    const lines = liveLines([task, openTask(taskStart(['a']))], { rows, columns }, plain)
    assert.ok(lines.length <= Math.max(4, rows - 3), `${lines.length} lines`)
    for (const line of lines.slice(0, -2)) assert.ok([...line].length <= Math.max(20, columns - 6), line)
  })
}

test('truncation does not split a coloured count', () => {
  const task = openTask(taskStart(hundred, 'A long name, longer than the screen is wide'))
  applyEvent(task, result('web1', { status: 'failed' }))
  const [title] = liveLines([task], { rows: 24, columns: 40 }, makeStyle(true, true))
  assert.is(title, 'A long name…  1/100 hos…  \u001b[31m1 failed\u001b[39m')
})

test('a long task name is truncated, but the position and the progress of the task are not', () => {
  const task = openTask(taskStart(['a', 'b'], 'A long name, longer than the screen is wide'), 'task 3 of 7')
  assert.equal(
    liveLines([task], { rows: 24, columns: 50 }, plain)[0],
    'A long name, l…  task 3 of 7  0/2 hosts  0 s',
  )
})

test('of a very long output line, only the visible part is escaped', () => {
  const task = openTask(taskStart(['a']))
  applyEvent(task, taskOutput('a', `${'\0'.repeat(1e6)}end`))
  const [, line = ''] = liveLines([task], { rows: 24, columns: 40 }, plain)
  assert.is(line, `a  ${'\\x00'.repeat(7)}…`)
})

test('failed hosts are counted, and hosts that retry show their attempt', () => {
  const task = openTask(taskStart(['a', 'b', 'c']))
  applyEvent(task, result('a', { status: 'unreachable' }))
  applyEvent(task, { ...taskOutput('b', ''), type: 'task.retry', attempt: 2, attempts: 5 } as never)
  applyEvent(task, result('c', { item: 'third', status: 'changed' }))
  assert.equal(liveLines([task], { rows: 24, columns: 80 }, plain), [
    'Write the file  1/3 hosts  0 s  1 unreachable',
    'b  attempt 2 of 5 failed',
    'c  changed third',
  ])
})

test('while hosts connect, the title shows how many are connected', () => {
  const task = openTask(taskStart(['a', 'b', 'c']), 'task 1 of 2')
  assert.equal(liveLines([task], { rows: 24, columns: 80 }, plain, new Set(['b', 'c'])), [
    'Write the file  task 1 of 2  connecting 1/3  0 s',
    'a',
    'b  connecting',
    'c  connecting',
  ])
})

test('long work shows its progress, and a wait shows its reason, its duration and its limit', () => {
  const task = openTask(taskStart(['a', 'b', 'c', 'd']))
  const of = (host: string) => ({ ...taskOutput(host, ''), host })
  applyEvent(task, {
    ...of('a'),
    ...{ type: 'task.progress', work: 'write /opt/app', bytes: 2 ** 20, total: 2 ** 22, rate: 2 ** 19 },
  } as never)
  applyEvent(task, {
    ...of('b'),
    ...{ type: 'task.progress', work: 'pack /srv.tar', bytes: 1024, rate: 1024 },
  } as never)
  applyEvent(task, { ...of('c'), type: 'task.pending', waitsFor: 'port 80 to open', limit: 300 } as never)
  applyEvent(task, { ...of('d'), type: 'task.wait', job: 'j1', seconds: 65, limit: 600 } as never)
  assert.equal(liveLines([task], { rows: 24, columns: 80 }, plain).slice(1), [
    'a  1 MB of 4 MB  25%  512 KB/s  write /opt/app',
    'b  1 KB  1 KB/s  pack /srv.tar',
    'c  waits for port 80 to open, for 0 s of at most 300 s',
    'd  waits for the job j1, for 65 s of at most 600 s',
  ])
})

test('a host without output for a minute is shown as silent', () => {
  const heard = { text: 'compiling', at: 0 }
  assert.is(activityText(heard, 59_999), 'compiling')
  assert.is(activityText(heard, 61_000), 'compiling  (silent for 61 s)')
  assert.is(activityText({ text: '', at: 0 }, 61_000), 'silent for 61 s')
})

test('without running tasks, the live display is one empty line', () =>
  assert.equal(liveLines([], { rows: 24, columns: 80 }, plain), ['']))

test.run()
