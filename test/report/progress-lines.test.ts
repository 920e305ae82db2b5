import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { noteEvent, openTask } from '../../src/report/open-task.ts'
import { liveLines } from '../../src/report/progress-lines.ts'
import { makeStyle } from '../../src/report/style.ts'
import { result, taskOutput, taskStart } from '../kit/events.ts'

const hundred = Array.from({ length: 100 }, (_, index) => `web${index + 1}`)
const plain = makeStyle(false, true)

test('of three hosts each that still runs has a line with the last that it said', () => {
  const task = openTask(taskStart(['a', 'bb', 'c']))
  noteEvent(task, taskOutput('bb', 'first'))
  noteEvent(task, taskOutput('bb', 'half\u001b[2Jway'))
  noteEvent(task, result('c'))
  assert.equal(liveLines([task], 24, 80, plain), [
    'Write the file  1/3 hosts  0 s',
    'a',
    'bb  half\\x1b[2Jway',
  ])
})

test('the title says where in the play the task is', () => {
  const task = openTask(taskStart(['a', 'b']), 'task 5 of 14')
  assert.is(liveLines([task], 24, 80, plain)[0], 'Write the file  task 5 of 14  0/2 hosts  0 s')
})

for (const [rows, columns] of [
  [24, 80],
  [24, 100],
  [8, 30],
  [4, 20],
  [1, 10],
  [60, 200],
] as const) {
  test(`a hundred hosts fit a screen of ${rows} × ${columns}`, () => {
    const task = openTask(
      taskStart(hundred, 'A task with a name that is longer than narrow screens are wide'),
    )
    for (const host of hundred) noteEvent(task, taskOutput(host, 'x'.repeat(500)))
    noteEvent(task, result('web1', { status: 'failed' }))
    const lines = liveLines([task, openTask(taskStart(['a']))], rows, columns, plain)
    assert.ok(lines.length <= Math.max(4, rows - 3), `${lines.length} lines`)
    for (const line of lines.slice(0, -2)) assert.ok([...line].length <= Math.max(20, columns - 6), line)
  })
}

test('a coloured count is never cut in two', () => {
  const task = openTask(taskStart(hundred, 'A long name, longer than the screen is wide'))
  noteEvent(task, result('web1', { status: 'failed' }))
  const [title] = liveLines([task], 24, 40, makeStyle(true, true))
  assert.match(title ?? '', /… {2}\u001b\[31m1 failed\u001b\[39m$/)
})

test('a line of any length costs no more than what is shown of it', () => {
  const task = openTask(taskStart(['a']))
  noteEvent(task, taskOutput('a', `${'\0'.repeat(1e6)}end`))
  const [, line = ''] = liveLines([task], 24, 40, plain)
  assert.is(line, `a  ${'\\x00'.repeat(7)}…`)
})

test('hosts that failed are counted, hosts that tried again say so', () => {
  const task = openTask(taskStart(['a', 'b', 'c']))
  noteEvent(task, result('a', { status: 'unreachable' }))
  noteEvent(task, { ...taskOutput('b', ''), type: 'task.retry', attempt: 2, attempts: 5 } as never)
  noteEvent(task, result('c', { item: 'third', status: 'changed' }))
  assert.equal(liveLines([task], 24, 80, plain), [
    'Write the file  1/3 hosts  0 s  1 failed',
    'b  attempt 2 of 5 failed',
    'c  changed third',
  ])
})

test('nothing under way is one empty line', () => assert.equal(liveLines([], 24, 80, plain), ['']))

test.run()
