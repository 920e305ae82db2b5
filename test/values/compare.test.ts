import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { compare, compareVersions, isEqual, unique } from '../../src/values/compare.ts'

test('versions are compared part by part', () => {
  const rows: [string, '<' | '=' | '>', string][] = [
    ['3.4.23', '>', '3.4'],
    ['3.10', '>', '3.9'],
    ['1.2', '=', '1.2.0'],
    ['v3.4.1', '=', '3.4.1'],
    ['1.2-rc1', '<', '1.2'],
    ['1.2-rc1', '<', '1.2-rc2'],
    ['1.2-rc10', '>', '1.2-rc2'],
    ['1.2~beta', '<', '1.2'],
    ['1.2+build5', '=', '1.2'],
    ['1.0a', '<', '1.0b'],
    ['7', '<', '10'],
  ]
  for (const [left, sign, right] of rows) {
    const order = Math.sign(compareVersions(left, right))
    assert.is(['<', '=', '>'][order + 1], sign, `${left} ${right}`)
    assert.is(Math.sign(compareVersions(right, left)), order === 0 ? 0 : -order)
  }
})

test('values are equal if all their parts are; numbers are compared by amount, and never equal text', () => {
  const rows: [unknown, unknown, boolean][] = [
    [1, 1, true],
    [1, '1', false],
    [1, new Float(1), true],
    [{ a: new Float(2) }, { a: 2 }, true],
    [new Float(1), new Float(2), false],
    [new Float(1), '1.0', false],
    [null, undefined, false],
    [[1, [2]], [1, [2]], true],
    [[1, 2], [2, 1], false],
    [{ a: 1, b: { c: 2 } }, { b: { c: 2 }, a: 1 }, true],
    [{ a: 1 }, { a: 1, b: 2 }, false],
    [{ toString: 1 }, {}, false],
    [[], {}, false],
  ]
  for (const [left, right, expected] of rows) assert.is(isEqual(left, right), expected)
  assert.equal(unique([1, { a: 1 }, 1, { a: 1 }, '1']), [1, { a: 1 }, '1'])
})

test('floats are ordered among other numbers', () => {
  assert.equal(
    [3, new Float(2), 2.5].sort((one, other) => compare('a test', one, other)),
    [new Float(2), 2.5, 3],
  )
})

test.run()
