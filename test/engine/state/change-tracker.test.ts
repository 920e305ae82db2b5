import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  invalidate,
  newChangeTrackers,
  snapshot,
  startChange,
} from '../../../src/engine/state/change-tracker.ts'

test('what was looked at holds until its machine is changed, or time is meant to pass', () => {
  const ledgers = newChangeTrackers()
  const [here, there] = [snapshot(ledgers.of('a'), {}), snapshot(ledgers.of('b'), {})]
  const everywhere = snapshot(ledgers.all, {})
  assert.equal([here(), there(), everywhere()], [true, true, true])
  invalidate(ledgers, 'a')
  assert.equal([here(), there(), everywhere()], [false, true, false])
  ledgers.invalidateAll()
  assert.is(there(), false)
})

test('a look while a change is under way holds over the same session alone', () => {
  const ledgers = newChangeTrackers()
  const [ours, theirs] = [{}, {}]
  const over = startChange(ledgers, 'a', ours)
  const [behind, beside] = [snapshot(ledgers.of('a'), ours), snapshot(ledgers.of('a'), theirs)]
  assert.equal([behind(), beside()], [true, false])
  over()
  assert.equal([behind(), beside()], [true, false])
  assert.is(snapshot(ledgers.of('a'), theirs)(), true)
})

test.run()
