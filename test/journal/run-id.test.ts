import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { newRunId } from '../../src/journal/run-id.ts'

test('run ids sort by time, and those of the same moment differ', () => {
  const second = Date.UTC(2026, 10, 23, 14, 3, 1)
  const ids = Array.from({ length: 1000 }, (_, milliseconds) => newRunId(new Date(second + milliseconds)))
  assert.equal([...ids].sort(), ids)
  assert.match(ids[999] ?? '', /^20261123T140301Z-3e7[0-9a-f]{5}$/)
  const same = new Set(Array.from({ length: 3 }, () => newRunId(new Date(second))))
  assert.is(same.size, 3)
})

test.run()
