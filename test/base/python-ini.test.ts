import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parseIni } from '../../src/base/python-ini.ts'

const RULES = { file: 'site.ini', isCaseSensitive: false, allowsNoValue: false }

test('reads sections, options in lower case, and values that span several lines', () => {
  const { sections, defaults } = parseIni(
    '# first\n[DEFAULT]\nPort = 1\n[web]\nName: a = b\nmore =\n  2\n\n  3\n[db]\n',
    RULES,
  )
  assert.equal([...defaults], [['port', '1']])
  assert.equal(
    [...sections].map(([title, options]) => [title, [...options]]),
    [
      [
        'web',
        [
          ['name', 'a = b'],
          ['more', '\n2\n\n3'],
        ],
      ],
      ['db', []],
    ],
  )
})

for (const [text, message] of [
  ['a = 1', 'site.ini:1: `a = 1` is in no section'],
  ['[x]\n[x]', 'site.ini:2: the section `x` exists twice'],
  ['[x]\na = 1\nA = 2', 'site.ini:3: the section `x` has `a` twice'],
  ['[x]\nword', 'site.ini:2: `word` has no key and value'],
] as const)
  test(`${JSON.stringify(text)} is refused`, () => {
    assert.throws(
      () => parseIni(text, RULES),
      (error: Error) => error.message === message,
    )
  })

test('a key without a value is null if the options allow it', () => {
  const { sections } = parseIni('[x]\nword\n', { ...RULES, allowsNoValue: true })
  assert.equal([...(sections.get('x') ?? [])], [['word', null]])
})

test.run()
