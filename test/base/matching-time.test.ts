import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { matchWithinTime } from '../../src/base/matching-time.ts'
import { InputError } from '../../src/errors.ts'

const long = 'a'.repeat(60)

/** Patterns that take exponential time on a short text, each for another reason. */
const SLOW: readonly (readonly [pattern: string, text: string])[] = [
  ['^(a+)+$', `${long}!`],
  ['^(a|a)*$', `${long}!`],
  ['^(a|aa){1,99}$', `${long}!`],
  [`${'a*'.repeat(12)}b`, long],
]

for (const [pattern, text] of SLOW) {
  test(`matching \`${pattern.slice(0, 20)}\` is stopped at the time limit`, () => {
    assert.throws(
      () => matchWithinTime('it', { pattern, text }, () => new RegExp(pattern).test(text), 50),
      (error: Error) => error instanceof InputError && /took longer than 0\.05 s/.test(error.message),
    )
  })
}

test('a match within the time limit returns its result', () => {
  assert.is(
    matchWithinTime('it', { pattern: '^a+', text: long }, () => /^a+/.test(long)),
    true,
  )
})

test.run()
