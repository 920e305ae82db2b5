import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lazyObject } from '../../src/values/lazy.ts'
import { findUnknown, Unknown, UnknownValueError } from '../../src/values/unknown.ts'

const unknown = new Unknown('the output of `x`')

test('an unknown is found anywhere in plain data', () => {
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

test('text of an unknown cannot be made, and its JSON says what it is', () => {
  assert.throws(
    () => `${unknown}`,
    (error: unknown) =>
      error instanceof UnknownValueError && error.message === 'unknown: depends on the output of `x`',
  )
  assert.is(JSON.stringify({ unknown }), '{"unknown":"unknown: the output of `x`"}')
})

test.run()
