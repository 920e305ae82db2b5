import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseExtraVars } from '../../src/playbook/extra-vars.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

const folder = folderOf({ 'vars.yml': 'a: 1\nlist: [x]\n', 'vars.json': '{"b": true}', 'empty.yml': '' })

const rows: [texts: string[], expected: Record<string, unknown>][] = [
  [[], {}],
  [[''], {}],
  [['a=1'], { a: '1' }],
  [['a=1 b=two'], { a: '1', b: 'two' }],
  [['  a=1\tb=2\n'], { a: '1', b: '2' }],
  [['a='], { a: '' }],
  [['a="x y" b=\'p q\''], { a: 'x y', b: 'p q' }],
  [["a='it''s'"], { a: 'its' }],
  [['a="say \\"hi\\""'], { a: 'say "hi"' }],
  [["a='\\n'"], { a: '\\n' }],
  [['a="\\n"'], { a: '\\n' }],
  [['a=x\\ y'], { a: 'x y' }],
  [['url=http://h:80/?q=1'], { url: 'http://h:80/?q=1' }],
  [['mode=0644'], { mode: '0644' }],
  [['{"a": 1, "b": [true, null]}'], { a: 1, b: [true, null] }],
  [['{a: 1, b: x}'], { a: 1, b: 'x' }],
  [['a: 1'], { a: 1 }],
  [['a: 1\nb: yes'], { a: 1, b: 'yes' }],
  [['@vars.yml'], { a: 1, list: ['x'] }],
  [['@vars.json', '@empty.yml'], { b: true }],
  [['a=1 b=1', '@vars.yml', 'b=3'], { a: 1, b: '3', list: ['x'] }],
]

for (const [texts, expected] of rows) {
  test(`-e ${texts.join(' -e ') || 'nothing'} gives ${JSON.stringify(expected)}`, () => {
    assert.equal(plainVars(parseExtraVars(texts, folder)), expected)
  })
}

const wrong: [text: string, expected: string][] = [
  [
    'a=1 verbose',
    '--extra-vars:1:5 `-e` takes `name=value`, a map, or `@file`, got `verbose` (write `-e verbose=VALUE`; quote a value that holds spaces: `-e "greeting=\'good day\'"`)',
  ],
  [
    '=x',
    '--extra-vars:1:1 `-e` takes `name=value`, a map, or `@file`, got `=x` (write `-e name=VALUE`; quote a value that holds spaces: `-e "greeting=\'good day\'"`)',
  ],
  [
    'a=1 my-var=2',
    '--extra-vars:1:5 `my-var` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `my_var`)',
  ],
  ['a="x', '`-e`: a quote in `a="x` is not closed (close the quote, or give the variables as a map)'],
  [
    '[1]',
    '--extra-vars:1:1 the value of `-e` must be a map of names and values, got a list (write each as `name: value`)',
  ],
  [
    '@missing.yml',
    '--extra-vars:1:1 there is no file `missing.yml` (the path is relative to the current folder)',
  ],
  [
    '{a: 1',
    '--extra-vars:1:6 broken YAML: flow map must end with a }\n  {a: 1\n       ^ (look for an unclosed quote or bracket, or a missing `:`)',
  ],
]

for (const [text, expected] of wrong) {
  test(`-e ${text} is refused`, () => {
    assert.equal(
      problemsOf(() => parseExtraVars([text], folder), folder),
      [expected],
    )
  })
}

test('values have the place of their text on the command line', () => {
  const value = parseExtraVars(['a=1 bc="x y"'], folder).get('bc')
  assert.equal(value, { kind: 'scalar', value: 'x y', place: { file: '--extra-vars', line: 1, column: 8 } })
})

test.run()
