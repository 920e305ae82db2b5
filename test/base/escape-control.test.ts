import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { escapeControl, escapeControlInLine } from '../../src/base/escape-control.ts'

const rows: [what: string, text: string, expected: string][] = [
  ['plain text', 'grüße 日本 👍', 'grüße 日本 👍'],
  ['line breaks and tabs', 'a\tb\nc', 'a\tb\nc'],
  ['an escape sequence', '\u001b]0;title\u0007', '\\x1b]0;title\\x07'],
  ['a carriage return, which would overwrite the line', 'done\rfailed', 'done\\x0dfailed'],
  ['the one-byte introducer of sequences', '\u009b2J', '\\x9b2J'],
  ['NUL and DEL', '\u0000\u007f', '\\x00\\x7f'],
  ['characters that change the direction of writing', '\u202egnp.exe\u2066', '\\u202egnp.exe\\u2066'],
  ['line breaks of Unicode', 'a\u2028b\u2029c\u0085d', 'a\\u2028b\\u2029c\\x85d'],
]

for (const [what, text, expected] of rows)
  test(`escapes control characters in text: ${what}`, () => assert.is(escapeControl(text), expected))

test('text with several lines is escaped to one line', () =>
  assert.is(escapeControlInLine('a\nb\tc\r\n'), 'a⏎b c\\x0d⏎'))

test('control characters below code point 256 are escaped, except for line breaks and tabs', () => {
  const all = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)).join('')
  assert.not.match(escapeControl(all), /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/)
})

test.run()
