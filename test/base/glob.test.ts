import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileGlob } from '../../src/base/glob.ts'

const ROWS: readonly (readonly [
  pattern: string,
  text: string,
  whole: boolean,
  start: boolean,
  anywhere: boolean,
])[] = [
  ['a', 'a', true, true, true],
  ['a', 'a/b', false, true, true],
  ['a', 'b/a', false, false, true],
  ['a', 'b/a/c', false, false, true],
  ['a', 'ab', false, false, false],
  ['a/b', 'x/a/b', false, false, true],
  ['*', 'a/b', true, true, true],
  ['a*', 'ab/c', true, true, true],
  ['*.txt', 'a/b.txt', true, true, true],
  ['*.txt', 'a/b.txt/c', false, true, true],
  ['?', 'a', true, true, true],
  ['?', '', false, false, false],
  ['?/b', 'a/b', true, true, true],
  ['[ab]c', 'bc', true, true, true],
  ['[!ab]c', 'bc', false, false, false],
  ['[!ab]c', 'x/dc', false, false, true],
  ['[z-a]', 'z', false, false, false],
  ['[]a]', ']', true, true, true],
  ['[!]a]', ']', false, false, false],
  ['[!]a]', 'b', true, true, true],
  ['[^a]', '^', true, true, true],
  ['[^a]', 'b', false, false, false],
  ['[]', '[]', true, true, true],
  ['[!]', '[!]', false, false, false],
  ['[a', '[a', true, true, true],
  ['a.b', 'axb', false, false, false],
  ['a\\b', 'a\\b', true, true, true],
  ['a**b', 'axxb', true, true, true],
  ['a?c*e', 'abcdde/f', false, true, true],
  ['**', '', true, true, true],
]

for (const [pattern, text, ...expected] of ROWS) {
  test(`matches of \`${pattern}\` with \`${text}\``, () => {
    const glob = compileGlob(pattern)
    assert.equal([glob.matches(text), glob.matchesFromStart(text), glob.matchesAnywhere(text)], expected)
  })
}

const AS_REGEX: Readonly<Record<string, string>> = {
  '*': '[\\s\\S]*',
  '?': '[\\s\\S]',
  '.': '\\.',
  '[!a]': '[^a]',
}

test('a pattern matches the same text as the equivalent regular expression', () => {
  const sign = fc.constantFrom('a', 'b', '/', '*', '?', '.', '[ab]', '[!a]')
  const text = fc.array(fc.constantFrom('a', 'b', '/', '.'), { maxLength: 8 }).map(parts => parts.join(''))
  fc.assert(
    fc.property(fc.array(sign, { maxLength: 6 }), text, (signs, name) => {
      const source = signs.map(each => AS_REGEX[each] ?? each)
      const glob = compileGlob(signs.join(''))
      assert.is(glob.matches(name), new RegExp(`^${source.join('')}$`).test(name))
      const prefixes = [...name].flatMap((letter, at) => (letter === '/' ? [name.slice(0, at)] : []))
      const isOneOf = [...prefixes, name].some(each => new RegExp(`^${source.join('')}$`).test(each))
      assert.is(glob.matchesFromStart(name), isOneOf)
    }),
    { numRuns: 2000, seed: 20261128 },
  )
})

test('a pattern with many stars takes no exponential time on text that almost matches', () => {
  const glob = compileGlob('a*a*a*a*a*a*a*a*a*a*b')
  const name = 'a'.repeat(4000)
  assert.not.ok(glob.matches(name))
  assert.not.ok(glob.matchesAnywhere(`${name}/`.repeat(10)))
})

test.run()
