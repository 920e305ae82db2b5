import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  invalidate,
  newChangeTrackers,
  snapshot,
  startChange,
} from '../../../src/engine/state/change-tracker.ts'

test('a snapshot is valid until its machine changes, or until all are invalidated', () => {
  const trackers = newChangeTrackers()
  const [here, there] = [snapshot(trackers.of('a'), {}), snapshot(trackers.of('b'), {})]
  const everywhere = snapshot(trackers.all, {})
  assert.equal([here(), there(), everywhere()], [true, true, true])
  invalidate(trackers, 'a')
  assert.equal([here(), there(), everywhere()], [false, true, false])
  trackers.invalidateAll()
  assert.is(there(), false)
})

test('a snapshot during a change is valid only in the same session', () => {
  const trackers = newChangeTrackers()
  const [ours, theirs] = [{}, {}]
  const over = startChange(trackers, 'a', ours)
  const [behind, beside] = [snapshot(trackers.of('a'), ours), snapshot(trackers.of('a'), theirs)]
  assert.equal([behind(), beside()], [true, false])
  over()
  assert.equal([behind(), beside()], [true, false])
  assert.is(snapshot(trackers.of('a'), theirs)(), true)
})

test.run()
