import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { floatJson, parseFloatJson } from '../../src/base/float-json.ts'

test('a whole float is written to JSON with a decimal point', () => {
  const data = { a: new Float(1), b: [new Float(1e16), 2, 2.5], c: '1.0' }
  assert.is(floatJson(data), '{"a":1.0,"b":[1e+16,2,2.5],"c":"1.0"}')
  assert.is(floatJson([new Float(-0)], 2), '[\n  -0.0\n]')
  assert.is(floatJson(new Float(1)), '1.0')
  assert.is(floatJson(undefined), 'null')
})

test('other JSON readers read the floats as numbers', () => {
  assert.equal(JSON.parse(floatJson({ a: new Float(1), b: new Float(1e300) })), { a: 1, b: 1e300 })
})

const ROWS: readonly (readonly [json: string, value: unknown])[] = [
  ['1.0', new Float(1)],
  [' -1e3 ', new Float(-1000)],
  ['{"a": 1.0, "b": [1E+2,2.5,3]}', { a: new Float(1), b: [new Float(100), 2.5, 3] }],
  ['{"1.0": "1.0", "b\\"": "\\\\", "c": 1.0}', { '1.0': '1.0', 'b"': '\\', c: new Float(1) }],
  ['["a: 1.0, ", 1]', ['a: 1.0, ', 1]],
]

for (const [json, value] of ROWS) {
  test(`reads JSON: ${json}`, () => assert.equal(parseFloatJson(json), value))
}

for (const json of ['01.0', '1.', '[1.0', '1.0 x', '{"a" 1.0}', '.5', '']) {
  test(`refuses text that is not JSON: ${json}`, () => assert.throws(() => parseFloatJson(json), SyntaxError))
}

test('data that is written and read again is unchanged', () => {
  const whole = fc.integer().map(value => new Float(value))
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      ...[fc.string(), fc.integer(), whole, fc.constant(null), fc.boolean()],
      fc.array(tie('tree')),
      fc.dictionary(fc.string(), tie('tree'), { noNullPrototype: true }),
    ),
  }))
  fc.assert(
    fc.property(tree, fc.constantFrom(0, 2), (value, indent) =>
      assert.equal(parseFloatJson(floatJson(value, indent)), value),
    ),
    { numRuns: 500 },
  )
})

test.run()
