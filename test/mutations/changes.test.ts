import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { always, type Change, never, removed, replaced } from './changes.ts'
import { changeBelow } from './markers.ts'

interface Row {
  readonly what: string
  readonly statement: string
  readonly change: Change
  /** Undefined: the change does not apply. */
  readonly changed: string | undefined
}

const ROWS: readonly Row[] = [
  { what: 'a statement', statement: 'check(a)', change: removed('check('), changed: '' },
  { what: 'another statement', statement: 'look(a)', change: removed('check('), changed: undefined },
  { what: 'words', statement: 'f(a, b)', change: replaced('a, b', 'c'), changed: 'f(c)' },
  { what: 'words on one line', statement: 'f(a,b)', change: replaced('f(a, b)', 'c'), changed: 'c' },
  {
    what: 'words on several lines',
    statement: 'f(\n  a,\n  b,\n)',
    change: replaced('f(a, b)', 'c'),
    changed: 'c',
  },
  { what: 'words that occur twice', statement: 'f(a, a)', change: replaced('a', 'b'), changed: undefined },
  { what: 'words that are missing', statement: 'f(a)', change: replaced('b', 'c'), changed: undefined },
  { what: 'signs of a pattern', statement: 'x = .*', change: replaced('.*', '$&'), changed: 'x = $&' },
  { what: 'a condition', statement: 'if (a(b) && c) d()', change: never('c'), changed: 'if (false) d()' },
  {
    what: 'a condition on several lines',
    statement: 'if (\n  a &&\n  b\n)\n  c()',
    change: always('a && b'),
    changed: 'if (true)\n  c()',
  },
  {
    what: 'the second condition',
    statement: 'if (a) b()\nelse if (c) d()',
    change: always('c'),
    changed: 'if (a) b()\nelse if (true) d()',
  },
  { what: 'words after a condition', statement: 'if (a) b()', change: never('b'), changed: undefined },
]

for (const { what, statement, change, changed } of ROWS) {
  test(`a change of ${what}: ${JSON.stringify(statement)}`, () => {
    assert.is(change(statement), changed)
  })
}

const EXTENTS: readonly { what: string; below: string; statement: string }[] = [
  { what: 'one line', below: 'a()\nb()', statement: 'a()' },
  { what: 'a block', below: '  if (a) {\n    b()\n  }\n  c()', statement: '  if (a) {\n    b()\n  }' },
  { what: 'an `else`', below: 'if (a) b()\nelse c()\nd()', statement: 'if (a) b()\nelse c()' },
  { what: 'the last of its block', below: '  a()\n}', statement: '  a()' },
  { what: 'a template literal', below: '  a(sh`x\ny\nz`)\n  b()', statement: '  a(sh`x\ny\nz`)' },
  { what: 'below other comments', below: '// One.\n/** Two. */\na()\nb()', statement: 'a()' },
  { what: 'below another mark', below: '// safety: other\na()\nb()', statement: 'a()' },
  { what: 'a shell loop', below: 'for x in a; do\n  b\ndone\nc', statement: 'for x in a; do\n  b\ndone' },
  { what: 'the last case of a shell', below: '  *) a ;;\nesac', statement: '  *) a ;;' },
]

for (const { what, below, statement } of EXTENTS) {
  test(`the statement below a mark: ${what}`, () => {
    const text = `before()\n// safety: rule\n${below}\n`
    const seen: string[] = []
    const changed = changeBelow(text, 'rule', found => {
      seen.push(found)
      return 'NEW'
    })
    assert.equal(seen, [statement])
    assert.is(changed, text.replace(statement, 'NEW'))
  })
}

test('a rule that no mark has changes nothing', () => {
  assert.is(changeBelow('// safety: one\na()\n', 'other', removed('a')), undefined)
})

test.run()
