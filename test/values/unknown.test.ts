import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lazyObject } from '../../src/values/lazy.ts'
import { findUnknown, Unknown, UnknownValueError } from '../../src/values/unknown.ts'

const unknown = new Unknown('the output of `x`')

test('`findUnknown` finds an unknown value at any depth of plain data, but not in a lazy map', () => {
  const rows: [unknown, Unknown | undefined][] = [
    [unknown, unknown],
    [[1, { a: [unknown] }], unknown],
    [{ a: 1, b: null, c: 'x' }, undefined],
    [Buffer.from('x'), undefined],
    [undefined, undefined],
    [
      lazyObject(
        () => ['a'],
        () => unknown,
      ),
      undefined,
    ],
  ]
  for (const [value, expected] of rows) assert.is(findUnknown(value), expected)
})

test('an unknown value cannot be converted to text, and its JSON contains its reason', () => {
  assert.throws(
    () => `${unknown}`,
    (error: unknown) =>
      error instanceof UnknownValueError && error.message === 'unknown: depends on the output of `x`',
  )
  assert.is(JSON.stringify({ unknown }), '{"unknown":"unknown: the output of `x`"}')
})

test.run()
