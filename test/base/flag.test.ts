import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseAnsibleFlag, parseFlag } from '../../src/base/flag.ts'
import { float } from '../../src/base/float.ts'

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

for (const value of [1, float(1), '1', 'Y', ' t ', 'yes', true]) {
  test(`${JSON.stringify(value)} is true in Ansible`, () => assert.is(parseAnsibleFlag(value), true))
}

for (const value of [0, float(0), '0', 'n', 'F', 'off', false]) {
  test(`${JSON.stringify(value)} is false in Ansible`, () => assert.is(parseAnsibleFlag(value), false))
}

for (const value of [2, 0.5, '', '1.0', null, [1]]) {
  test(`${JSON.stringify(value)} is neither in Ansible`, () => assert.is(parseAnsibleFlag(value), undefined))
}

test.run()
