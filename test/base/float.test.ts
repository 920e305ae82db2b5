import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float, float, floatText, hasFloat, withoutFloats } from '../../src/base/float.ts'

// Expected text as printed by Python's `repr`.
const TEXTS: readonly (readonly [amount: number, text: string])[] = [
  [1, '1.0'],
  [-0, '-0.0'],
  [2.5, '2.5'],
  [1e15, '1000000000000000.0'],
  [1e16, '1e+16'],
  [1.5e300, '1.5e+300'],
  [0.0001, '0.0001'],
  [0.00001, '1e-05'],
  [Number.NaN, 'nan'],
  [-Infinity, '-inf'],
]

for (const [amount, text] of TEXTS) {
  test(`a float is written as ${text}`, () => assert.is(floatText(amount), text))
}

test('a float converts to text, to a number and to JSON', () => {
  const one = new Float(1)
  assert.is(`${one}`, '1.0')
  assert.is(Number(one) + 1, 2)
  assert.is(JSON.stringify({ one }), '{"one":1}')
})

test('a number with a fraction is not wrapped as a float', () => {
  assert.is(float(2.5), 2.5)
  assert.is(float(Infinity), Infinity)
  assert.equal(float(2), new Float(2))
})

test('floats are found and replaced anywhere in plain data', () => {
  const data = { list: [1, new Float(2)], other: { a: 'x' } }
  assert.ok(hasFloat(data))
  assert.equal(withoutFloats(data), { list: [1, 2], other: { a: 'x' } })
})

test('replacing floats in data without floats returns the same object', () => {
  const data = { list: [1, 2.5], nothing: null, bytes: Buffer.from('x') }
  assert.is(withoutFloats(data), data)
})

test.run()
