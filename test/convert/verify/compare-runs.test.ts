import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compareRuns } from '../../../src/convert/verify/compare-runs.ts'
import type { TaskResultEvent } from '../../../src/engine/state/events.ts'

function result(more: Partial<TaskResultEvent>): TaskResultEvent {
  return {
    type: 'task.result',
    time: '2026-01-01T00:00:00Z',
    host: 'web1',
    task: 'site.yml:3:5',
    name: 'Settings',
    taskType: 'copy',
    status: 'ok',
    changes: [],
    isIgnored: false,
    isRescued: false,
    milliseconds: 1,
    outputs: {},
    ...more,
  }
}

function file(sha256: string, text?: string): TaskResultEvent['changes'] {
  const change = { resource: 'file:/etc/a', action: 'update', after: { sha256 } }
  return [text === undefined ? change : { ...change, text: { before: 'old\n', after: text } }]
}

const ONE = { host: 'web1', name: 'Settings', item: undefined, task: 'site.yml:3:5' }

test('places, durations and messages of results are not compared', () => {
  const project = [result({ message: 'one', milliseconds: 5 })]
  assert.equal(compareRuns(project, [result({ task: 'other.yml:1:1', message: 'two' })]), [])
})

test('results of a task that runs several times are compared in order', () => {
  const project = [result({ status: 'changed', changes: file('1') }), result({})]
  const outcome = [result({ status: 'changed', changes: file('1') }), result({ status: 'skipped' })]
  assert.equal(compareRuns(project, outcome), [
    { ...ONE, what: ['ok in the original project, skipped in the converted project'], changes: [] },
  ])
})

test('items of a loop are compared by label, in any order', () => {
  const items = ['a', 'b'].map(item => result({ item }))
  assert.equal(compareRuns(items, [...items].reverse()), [])
  assert.equal(compareRuns(items, items.slice(0, 1)), [
    { ...ONE, item: 'b', what: ['the converted project did not reach this task'], changes: [] },
  ])
})

test('different contents written to the same file are reported as a difference', () => {
  const project = [result({ status: 'changed', changes: file('1', 'a\n') })]
  const outcome = [result({ status: 'changed', changes: file('2', 'b\n') })]
  assert.equal(compareRuns(project, outcome), [
    {
      ...ONE,
      what: ['the converted project makes other changes than the original project'],
      changes: [
        {
          resource: 'file:/etc/a',
          action: 'not equal',
          before: { action: 'update', sha256: '1' },
          after: { action: 'update', sha256: '2' },
          text: { before: 'a\n', after: 'b\n' },
        },
      ],
    },
  ])
})

test('results of commands are compared, unless they differ between two runs of the original project', () => {
  const ran = (stdout: string): TaskResultEvent[] => [result({ outputs: { cmd: 'date', rc: 0, stdout } })]
  assert.equal(compareRuns(ran('1'), ran('2'), ran('0')), [])
  assert.equal(compareRuns(ran('1'), ran('2'), ran('1')), [
    { ...ONE, what: ['`stdout` is "1" in the original project, "2" in the converted project'], changes: [] },
  ])
  assert.equal(
    compareRuns(ran('1'), [result({})])
      .at(0)
      ?.what.at(0),
    '`cmd` is "date" in the original project, missing in the converted project',
  )
})

test.run()
