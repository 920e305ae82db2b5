import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseDuration, showDuration } from '../../src/base/duration.ts'

const ROWS: readonly (readonly [text: string, milliseconds: number | undefined])[] = [
  ['300', 300_000],
  ['10m', 600_000],
  ['1h30m', 5_400_000],
  ['1.5h', 5_400_000],
  ['1H', 3_600_000],
  ['1d', 86_400_000],
  ['2w', 1_209_600_000],
  ['0', 0],
  ['', undefined],
  ['1y', undefined],
  ['-1', undefined],
  ['1 h', undefined],
  ['h', undefined],
]

for (const [text, milliseconds] of ROWS) {
  test(`\`${text}\` is ${milliseconds === undefined ? 'no duration' : `${milliseconds} ms`}`, () =>
    assert.is(parseDuration(text), milliseconds))
}

test('durations are formatted in hours or in minutes', () => {
  assert.is(showDuration(31_536_000_000), '8760h')
  assert.is(showDuration(5_400_000), '90m')
})

test.run()
