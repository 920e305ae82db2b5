import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clockOffset, clockText } from '../../src/shell/clock.ts'

const OFF: [title: string, seconds: number, from: number, to: number, off: number][] = [
  ['a correct clock', 100, 100_500, 100_600, 0],
  ['a clock that was read during a long wait', 100, 90_000, 140_000, 0],
  ['a clock that is ahead', 200, 100_000, 101_000, 99],
  ['a clock that is behind', 10, 100_000, 160_000, -89],
]
for (const [title, seconds, from, to, off] of OFF) {
  test(`${title} is off by at least ${off} s`, () => assert.is(clockOffset(seconds, from, to), off))
}

const TEXTS: [off: number, text: string][] = [
  [31.4, '31 s ahead of'],
  [-600, '10 min behind'],
  [7200, '2 h ahead of'],
  [-86_400 * 365, '365 days behind'],
]
for (const [off, text] of TEXTS) {
  test(`${off} s is described as ${text}`, () =>
    assert.is(clockText(off), `${text} the clock of the controller`))
}

test.run()
