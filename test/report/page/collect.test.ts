import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { ReportCollector } from '../../../src/report/page/collect.ts'
import { REPORTED, type ReportedEvent } from '../../../src/report/page/event-schemas.ts'
import { playStart, result, runEnd, runStart, taskStart } from '../../kit/events.ts'

function collected(...events: readonly object[]) {
  const collector = new ReportCollector()
  for (const event of events) {
    const { type } = event as ReportedEvent
    collector.take(REPORTED[type].parse(event) as ReportedEvent)
  }
  return collector.collected()
}

const at = (milliseconds: number): { time: string } => ({
  time: new Date(Date.UTC(2026, 0, 1) + milliseconds).toISOString(),
})

test('equal results are stored once, and a task spans the time of all its hosts', () => {
  const { hosts, tasks, details } = collected(
    runStart(false),
    playStart('web', ['a', 'b', 'c']),
    taskStart(['a', 'b', 'c']),
    result('a', { ...at(120), milliseconds: 20 }),
    result('b', { ...at(150), milliseconds: 40 }),
    result('c', { ...at(140), milliseconds: 10, status: 'failed', message: 'no' }),
  )
  assert.equal(hosts, ['a', 'b', 'c'])
  assert.equal(details, [{ status: 'ok' }, { status: 'failed', message: 'no' }])
  assert.equal(tasks, [
    {
      ...{ play: 0, name: 'Write the file', place: 'site.yml:3:7', type: 'file', begin: 100, end: 150 },
      cells: [0, 0, 20, 1, 0, 40, 2, 1, 10],
    },
  ])
})

test('items of a loop are part of the result of their task', () => {
  const { tasks, details } = collected(
    runStart(false),
    result('a', { item: 'one' }),
    result('b', { item: 'one', status: 'failed', message: 'no' }),
    result('a', { item: 'two', status: 'changed' }),
    result('a', { status: 'changed' }),
    result('b', { status: 'failed', message: 'no' }),
  )
  assert.is(tasks.length, 1)
  assert.equal(details, [
    {
      status: 'changed',
      items: [
        { status: 'ok', item: 'one' },
        { status: 'changed', item: 'two' },
      ],
    },
    { status: 'failed', message: 'no', items: [{ status: 'failed', item: 'one', message: 'no' }] },
  ])
})

test('a task that a host runs again, and the same task in another play, are separate tasks', () => {
  const { tasks } = collected(
    runStart(false),
    playStart('first', ['a', 'b']),
    ...[result('a'), result('b'), result('a'), result('b')],
    playStart('second', ['a']),
    result('a'),
  )
  assert.equal(
    tasks.map(({ play, cells }) => [play, cells.length / 3]),
    [
      [0, 2],
      [0, 2],
      [1, 1],
    ],
  )
})

test('a change has its differences unless the task hides them', () => {
  const change = { resource: 'file:/a', action: 'update', text: { before: 'old\n', after: 'new\n' } }
  const { changes } = collected(
    runStart(false),
    result('a', { status: 'changed', changes: [change] }),
    result('b', { status: 'changed', changes: [change] }),
    result('c', { status: 'changed', changes: [change], isDiffShown: false }),
  )
  const shown = { resource: 'file:/a', action: 'update', summary: 'update /a' }
  assert.equal(changes, [
    { ...shown, diff: ['@@ -1,1 +1,1 @@', '-old', '+new'] },
    { ...shown, diff: [] },
  ])
})

test('a result keeps only its stdout and exit code of all outputs, and a failed task its source lines', () => {
  const source = { type: 'task.source', line: 3, lines: ['- name: x', '  shell: y'], task: 'site.yml:3:7' }
  const { tasks, details, warnings } = collected(
    runStart(false),
    { ...source, ...at(0) },
    result('a', { status: 'failed', outputs: { rc: 1, stdout: 'out', stderr: '', start: 'now' } }),
    { type: 'warning', ...at(0), message: 'old' },
    runEnd({}),
  )
  assert.equal(details, [{ status: 'failed', rc: 1, stdout: 'out' }])
  assert.equal(tasks[0]?.source, { line: 3, lines: ['- name: x', '  shell: y'] })
  assert.equal(warnings, [{ message: 'old' }])
})

test.run()
