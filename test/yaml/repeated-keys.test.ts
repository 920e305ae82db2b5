import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { repeatedKeys } from '../../src/yaml/repeated-keys.ts'

const ROWS: readonly (readonly [text: string, found: readonly string[]])[] = [
  ['a: 1\nb: 2\n', []],
  ['a: 1\na: 2\n', ['2:1 a']],
  ['- name: x\n  command: one\n  command: two\n', ['3:3 command']],
  ['m: {k: 1, k: 2}\n"q d": 1\n\'q d\': 2\n', ['1:11 k', '3:1 q d']],
  ['a:\n  b: 1\nc:\n  b: 1\n', []],
  ['x: &x {a: 1}\ny:\n  <<: *x\n  <<: *x\n  a: 2\n', []],
  ['a: 1\n---\na: 2\n', []],
  ['? a\n: 1\n? a\n: 2\n', ['3:3 a']],
  ['', []],
]

for (const [text, expected] of ROWS) {
  test(`the repeated keys of ${JSON.stringify(text)}`, () => {
    const found = repeatedKeys(text, 'x.yml')
    assert.equal(
      found.map(({ name, place: { line, column } }) => `${line}:${column} ${name}`),
      expected,
    )
  })
}

test.run()
