import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { assertDefined, first } from '../../src/base/assert-defined.ts'

test('returns a value that is defined, including empty ones', () => {
  for (const value of ['', 0, false, 'x']) assert.is(assertDefined(value, 'a value'), value)
  assert.is(first([''], 'texts'), '')
  assert.is(first(new Set([1, 2]), 'numbers'), 1)
})

test('throws an error that names what is missing', () => {
  assert.throws(() => assertDefined(undefined, 'a host node1'), 'expected a host node1, found none')
  assert.throws(() => assertDefined(null, 'a host node1'), 'expected a host node1, found none')
  assert.throws(() => first([], 'files to write'), 'expected files to write, found none')
})

test.run()
