import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { splitWords } from '../../src/base/words.ts'

const ROWS: readonly (readonly [line: string, words: readonly string[]])[] = [
  ['a b  c', ['a', 'b', 'c']],
  ['', []],
  ['  ', []],
  ["a 'b c' d", ['a', 'b c', 'd']],
  ['a "b \\" $c" d', ['a', 'b " $c', 'd']],
  ['"a\\nb"', ['a\\nb']],
  ["--x='y z'w", ['--x=y zw']],
  ['a\\ b', ['a b']],
  ["''", ['']],
  ["a '' b", ['a', '', 'b']],
  ['$HOME * ~ `x`', ['$HOME', '*', '~', '`x`']],
  ['a\nb', ['a', 'b']],
]

for (const [line, words] of ROWS) {
  test(`${JSON.stringify(line)} is split into ${JSON.stringify(words)}`, () => {
    assert.equal(splitWords(line), words)
  })
}

for (const line of ["'a", '"a', 'a\\']) {
  test(`${line} is refused`, () => {
    assert.throws(() => splitWords(line), `a quote in \`${line}\` is not closed`)
  })
}

test.run()
