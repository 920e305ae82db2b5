import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseFlag } from '../../src/base/flag.ts'

for (const text of ['true', 'Yes', 'ON', ' true ']) {
  test(`\`${text}\` is true`, () => assert.is(parseFlag(text), true))
}

for (const text of ['false', 'No', 'OFF']) {
  test(`\`${text}\` is false`, () => assert.is(parseFlag(text), false))
}

for (const text of ['', '1', '0', 'y', 'trueish', 'none']) {
  test(`\`${text}\` is neither true nor false`, () => assert.is(parseFlag(text), undefined))
}

test.run()
