import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileRegex, expandReplacement } from '../../src/base/python-regex.ts'

const MATCHES: readonly (readonly [pattern: string, text: string, found: string | null])[] = [
  ['^a+$', 'aaa', 'aaa'],
  ['(?i)ABC', 'xabcx', 'abc'],
  ['(?P<q>[\'"]).*(?P=q)', `x="a'b"`, `"a'b"`],
  ['\\Aab\\Z', 'ab', 'ab'],
  ['[]a]+', 'x]a]', ']a]'],
  ['[^]a]', ']ab', 'b'],
  ['[(?P<x>]+', '(?P<', '(?P<'],
  ['a{,2}b', 'aab', 'aab'],
  ['a(?#never mind)b', 'ab', 'ab'],
  ['\\(\\?i\\)', '(?i)', '(?i)'],
  ['foo(?=bar)', 'foobar', 'foo'],
  ['(?<!x)y', 'xy', null],
  ['(?:a|b)c', 'bc', 'bc'],
  ['a.b', 'a\rb', 'a\rb'],
  ['a.b', 'a\nb', null],
  ['(?s)a.b', 'a\nb', 'a\nb'],
  ['b$', 'ab\n', 'b'],
  ['b$', 'ab\n\n', null],
  ['b$', 'ab\r\n', null],
  ['(?m)b$', 'ab\nc', 'b'],
  ['(?m)^c', 'ab\rc', null],
  ['(?m)^c', 'ab\nc', 'c'],
  ['[.$^]', 'a^', '^'],
  ['\\.\\$', 'a.$', '.$'],
]

test('flags are added to those that the pattern sets', () => {
  assert.equal('a1\nB2'.match(compileRegex('(?i)^b.', 'gm')), ['B2'])
})

for (const [pattern, text, found] of MATCHES) {
  test(`${pattern} finds ${found} in ${text}`, () => {
    assert.is(compileRegex(pattern).exec(text)?.[0] ?? null, found)
  })
}

for (const pattern of ['(?x)a b', 'a(?i:b)', '(?>a)b', 'a++', '(a', '(?(1)a|b)', '[z-a]']) {
  test(`${pattern} is refused`, () => {
    assert.throws(
      () => compileRegex(pattern),
      (error: unknown) => error instanceof SyntaxError,
    )
  })
}

const EXPANSIONS: readonly (readonly [
  pattern: string,
  text: string,
  replacement: string,
  expected: string,
])[] = [
  ['(a)(b)?', 'a', '[\\1|\\2]', '[a|]'],
  ['(a)', 'a', '\\g<1>0', 'a0'],
  ['(?P<name>a)', 'a', '\\g<name>\\t\\\\1', 'a\t\\1'],
  ['a', 'a', '\\g<0>$1$&', 'a$1$&'],
  ['a', 'a', 'C:\\\\x \\. \\d', 'C:\\x \\. \\d'],
]

for (const [pattern, text, replacement, expected] of EXPANSIONS) {
  test(`the replacement ${replacement} is converted to ${expected}`, () => {
    const match = compileRegex(pattern).exec(text)
    assert.is(match && expandReplacement(replacement, match), expected)
  })
}

test('a replacement that refers to a missing group is refused', () => {
  const match = compileRegex('a').exec('a')!
  assert.throws(() => expandReplacement('\\1', match), '`\\1` is not a group of the pattern')
  assert.throws(() => expandReplacement('\\g<x>', match), '`\\g<x>` is not a group of the pattern')
})

test.run()
