import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clockOffset, clockText } from '../../src/shell/clock.ts'

const OFF: [title: string, seconds: number, from: number, to: number, off: number][] = [
  ['a clock that is right', 100, 100_500, 100_600, 0],
  ['one that was read while we waited for long', 100, 90_000, 140_000, 0],
  ['one that is ahead', 200, 100_000, 101_000, 99],
  ['one that is behind', 10, 100_000, 160_000, -89],
]
for (const [title, seconds, from, to, off] of OFF) {
  test(`${title} is off by ${off} s at least`, () => assert.is(clockOffset(seconds, from, to), off))
}

const TEXTS: [off: number, text: string][] = [
  [31.4, '31 s ahead of'],
  [-600, '10 min behind'],
  [7200, '2 h ahead of'],
  [-86_400 * 365, '365 days behind'],
]
for (const [off, text] of TEXTS) {
  test(`${off} s are ${text}`, () => assert.is(clockText(off), `${text} the clock of the controller`))
}

test.run()
