import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { showDuration } from '../../../src/base/duration.ts'
import { duration, milliseconds } from '../../../src/task-lib/pki/duration.ts'

const rows: readonly [string, number][] = [
  ['8760h', 31_536_000_000],
  ['1h30m', 5_400_000],
  ['90s', 90_000],
  ['0.5h', 1_800_000],
]

for (const [text, length] of rows) {
  test(`${text} is ${length} ms`, () => {
    assert.is(duration().parse(text), text)
    assert.is(milliseconds(text), length)
  })
}

for (const text of ['', '10', '1d', 'h', '1h 2m', '-1h', '1e3h']) {
  test(`\`${text}\` is not a duration`, () => assert.is(duration().safeParse(text).success, false))
}

test('a duration is formatted in hours, or in minutes if it is not a whole number of hours', () => {
  assert.is(showDuration(31_536_000_000), '8760h')
  assert.is(showDuration(5_400_000), '90m')
})

test.run()
