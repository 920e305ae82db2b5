import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFlag } from '../../src/base/flag.ts'

for (const text of ['true', 'Yes', 'ON', ' true ']) {
  test(`\`${text}\` is true`, () => assert.is(parseFlag(text), true))
}

for (const text of ['false', 'No', 'OFF']) {
  test(`\`${text}\` is false`, () => assert.is(parseFlag(text), false))
}

for (const value of [true, false]) {
  test(`${value} is ${value}`, () => assert.is(parseFlag(value), value))
}

for (const value of [0, 1, null, undefined, ['true'], { yes: true }]) {
  test(`${JSON.stringify(value)} is neither true nor false`, () => assert.is(parseFlag(value), undefined))
}

for (const text of ['', '1', '0', 'y', 'trueish', 'none']) {
  test(`\`${text}\` is neither true nor false`, () => assert.is(parseFlag(text), undefined))
}

test.run()
