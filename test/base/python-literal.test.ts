import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { type Literal, pythonLiteral } from '../../src/base/python-literal.ts'

/** Expected values as read by Python 3.11. */
const LITERALS: readonly (readonly [text: string, value: Literal])[] = [
  ['22', 22],
  [' -1', -1],
  ['+1', 1],
  ['- 1', -1],
  ['1_000', 1000],
  ['0x1F', 31],
  ['0o17', 15],
  ['0b11', 3],
  ['00', 0],
  ['1.10', 1.1],
  ['1.', new Float(1)],
  ['.5e-1', 0.05],
  ['1e3', new Float(1000)],
  ['-0.0', new Float(-0)],
  ['12345678901234567890', '12345678901234567890'],
  ['True', true],
  ['None', null],
  ['"a b"', 'a b'],
  [`'it''s'`, 'its'],
  [`'a' "b" # c`, 'ab'],
  [`'\\x41\\u00e9\\t\\q\\101'`, 'Aé\t\\qA'],
  [`r'\\n'`, '\\n'],
  [`'''a"'b'''`, `a"'b`],
  ['[1, [2], (3), (4,), ()]', [1, [2], 3, [4], []]],
  ['{1, 2}', [1, 2]],
  ['1, 2', [1, 2]],
  ['1,', [1]],
  ['{"a": 1, "b": {"c": [True]},}', { a: 1, b: { c: [true] } }],
  ['{}', {}],
  ['1 # one', 1],
]

/** Texts that are not literals. */
const TEXTS: readonly string[] = [
  ...['', 'yes', 'true', 'a b', '0644', '1.2.3.4', '2026-11-29', '1__0', '1 2', '[1', '[1,,2]', '{1: }'],
  ...[
    "'a",
    "'a\nb'",
    "f'a'",
    '{{ x }}',
    '{[1]: 2}',
    '{{ [1, 2] }}',
    '{{1}}',
    '1 + 1',
    'a,b',
    '--1',
    '-"a"',
    '08',
    "'\\U00110000'",
  ],
  '['.repeat(1000),
]

for (const [text, value] of LITERALS) {
  test(`reads a Python literal: ${text}`, () => assert.equal(pythonLiteral(text), value))
}

test('text that is not a literal gives undefined', () => {
  for (const text of TEXTS) assert.is(pythonLiteral(text), undefined, text)
})

test.run()
