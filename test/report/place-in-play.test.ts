import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { placeInPlay } from '../../src/report/place-in-play.ts'
import { playStart, runEnd, taskStart } from '../kit/events.ts'

const start = taskStart(['a'])

test('tasks are counted from the start of their play, without handlers', () => {
  const place = placeInPlay()
  place.enter({ ...playStart('one', ['a']), tasks: 2 })
  assert.equal(
    [place.next(start), place.next({ ...start, isHandler: true }), place.next(start)],
    ['task 1 of 2', undefined, 'task 2 of 2'],
  )
  place.enter({ ...playStart('two', ['a']), tasks: 1 })
  assert.is(place.next(start), 'task 1 of 1')
  // A looped block runs the task again.
  assert.is(place.next(start), 'task 2')
})

test('with includes, the total number of tasks is not shown', () => {
  const place = placeInPlay()
  place.enter(playStart('one', ['a']))
  assert.is(place.next(start), 'task 1')
})

test('the end of an interrupted run says after which task it stopped', () => {
  const place = placeInPlay()
  const end = runEnd({ a: {} })
  assert.is(place.stopped({ ...end, exit_code: 130 }), 'stopped before the first task')
  place.enter({ ...playStart('Deploy', ['a']), tasks: 3 })
  place.next(start)
  place.next(start)
  assert.is(
    place.stopped({ ...end, exit_code: 143 }),
    'stopped after task 2 of 3 in the play Deploy; what comes after it was not started',
  )
  assert.is(place.stopped({ ...end, exit_code: 2 }), undefined)
})

test.run()
