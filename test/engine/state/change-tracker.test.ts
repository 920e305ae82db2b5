import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { begin, newLedgers, stampOf, touch } from '../../../src/engine/state/change-tracker.ts'

test('what was looked at holds until its machine is changed, or time is meant to pass', () => {
  const ledgers = newLedgers()
  const [here, there] = [stampOf(ledgers.of('a'), {}), stampOf(ledgers.of('b'), {})]
  const everywhere = stampOf(ledgers.all, {})
  assert.equal([here(), there(), everywhere()], [true, true, true])
  touch(ledgers, 'a')
  assert.equal([here(), there(), everywhere()], [false, true, false])
  ledgers.lapse()
  assert.is(there(), false)
})

test('a look while a change is under way holds over the same session alone', () => {
  const ledgers = newLedgers()
  const [ours, theirs] = [{}, {}]
  const over = begin(ledgers, 'a', ours)
  const [behind, beside] = [stampOf(ledgers.of('a'), ours), stampOf(ledgers.of('a'), theirs)]
  assert.equal([behind(), beside()], [true, false])
  over()
  assert.equal([behind(), beside()], [true, false])
  assert.is(stampOf(ledgers.of('a'), theirs)(), true)
})

test.run()
