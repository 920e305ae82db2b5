import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { toExtendedRegex } from '../../src/base/extended-regex.ts'

const ROWS: readonly (readonly [pattern: string, extended: string])[] = [
  ['^ready$', '^ready$'],
  ['completed (?P<foo>\\w+) ([0-9]+)', 'completed ([[:alnum:]_]+) ([0-9]+)'],
  ['(?:a|b)\\s+\\d{3}', '(a|b)[[:space:]]+[0-9]{3}'],
  ['[\\d.]+\\.[]\\w]', '[0-9.]+\\.[][:alnum:]_]'],
  ['\\S\\D\\W', '[^[:space:]][^0-9][^[:alnum:]_]'],
  ['\\(?:\\\\d', '\\(?:\\\\d'],
]

for (const [pattern, extended] of ROWS)
  test(`\`${pattern}\` is translated to \`${extended}\` for grep`, () => {
    assert.is(toExtendedRegex(pattern), extended)
  })

test.run()
