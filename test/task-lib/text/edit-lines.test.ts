import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { editLines, type LineEdit, whyNotIdempotent } from '../../../src/task-lib/text/edit-lines.ts'

const USUAL = { state: 'present', backrefs: false, firstmatch: false } as const

const ROWS: readonly (readonly [
  title: string,
  text: string,
  edit: Partial<LineEdit>,
  expected: string,
  message: string,
])[] = [
  ['adds a line at the end', 'a\n', { line: 'b' }, 'a\nb\n', 'line added'],
  ['adds to an empty text', '', { line: 'b' }, 'b\n', 'line added'],
  ['adds the missing line end of the last line', 'a', { line: 'b' }, 'a\nb\n', 'line added'],
  ['keeps a line that exists', 'a\nb\nc\n', { line: 'b' }, 'a\nb\nc\n', ''],
  [
    'adds the missing line end of a last line that is equal',
    'a\nb',
    { line: 'b' },
    'a\nb\n',
    'line replaced',
  ],
  ['does not mistake a part of a line for it', 'abc\n', { line: 'b' }, 'abc\nb\n', 'line added'],
  [
    'replaces a line that matches',
    'a\n#X 1\nc\n',
    { regexp: '^#?X', line: 'X 2' },
    'a\nX 2\nc\n',
    'line replaced',
  ],
  [
    'replaces the last line that matches',
    'x1\nx2\n',
    { regexp: '^x', line: 'y' },
    'x1\ny\n',
    'line replaced',
  ],
  [
    'replaces the first on demand',
    'x1\nx2\n',
    { regexp: '^x', line: 'y', firstmatch: true },
    'y\nx2\n',
    'line replaced',
  ],
  ['keeps an equal line if none matches', 'y\nz\n', { regexp: '^x', line: 'y' }, 'y\nz\n', ''],
  ['adds a line if none matches', 'z\n', { regexp: '^x', line: 'y' }, 'z\ny\n', 'line added'],
  ['matches plain text', 'a.c\nabc\n', { search_string: 'a.c', line: 'X' }, 'X\nabc\n', 'line replaced'],
  [
    'matches up to the end of a line',
    'foo\nfoobar\n',
    { regexp: 'foo$', line: 'X' },
    'X\nfoobar\n',
    'line replaced',
  ],
  [
    'inserts after the last match',
    'a1\na2\nb\n',
    { insertafter: '^a', line: 'X' },
    'a1\na2\nX\nb\n',
    'line added',
  ],
  [
    'inserts after the first match on demand',
    'a1\na2\n',
    { insertafter: '^a', line: 'X', firstmatch: true },
    'a1\nX\na2\n',
    'line added',
  ],
  [
    'inserts after a last line that lacks its end',
    'a',
    { insertafter: '^a', line: 'X' },
    'a\nX\n',
    'line added',
  ],
  [
    'inserts at the end where nothing to insert after is found',
    'a\n',
    { insertafter: '^q', line: 'X' },
    'a\nX\n',
    'line added',
  ],
  [
    'inserts before the last match',
    'b\na1\na2\n',
    { insertbefore: '^a', line: 'X' },
    'b\na1\nX\na2\n',
    'line added',
  ],
  ['inserts before the first line', 'a\nb\n', { insertbefore: '^a', line: 'X' }, 'X\na\nb\n', 'line added'],
  [
    'inserts at the end where nothing to insert before is found',
    'a\n',
    { insertbefore: '^q', line: 'X' },
    'a\nX\n',
    'line added',
  ],
  ['inserts at the beginning', 'a\n', { insertbefore: 'BOF', line: 'X' }, 'X\na\n', 'line added'],
  ['inserts at the end', 'a\n', { insertafter: 'EOF', line: 'X' }, 'a\nX\n', 'line added'],
  [
    'honours regexp before insertafter',
    'x\na\n',
    { regexp: '^x', insertafter: '^a', line: 'y' },
    'y\na\n',
    'line replaced',
  ],
  [
    'does not insert a line that is there elsewhere',
    'X\na\n',
    { insertafter: '^a', line: 'X' },
    'X\na\n',
    '',
  ],
  [
    'fills references',
    'port = 80\n',
    { regexp: '^(port) = (\\d+)', line: '\\1: \\2', backrefs: true },
    'port: 80\n',
    'line replaced',
  ],
  [
    'fills named references',
    'k=v\n',
    { regexp: '^(?P<key>\\w+)=', line: '\\g<key>!', backrefs: true },
    'k!\n',
    'line replaced',
  ],
  [
    'leaves the text where references have no match',
    'a\n',
    { regexp: '^x(.)', line: '\\1', backrefs: true },
    'a\n',
    '',
  ],
  [
    'keeps backslashes without references',
    'x\n',
    { regexp: '^x', line: 'a\\1\\n' },
    'a\\1\\n\n',
    'line replaced',
  ],
  ['keeps other line ends', 'a\r\nx\r\nb\r\n', { regexp: '^x', line: 'y' }, 'a\r\ny\nb\r\n', 'line replaced'],
  [
    'takes the end of a block of YAML for the end of the line',
    'a\n',
    { line: 'b\n' },
    'a\nb\n',
    'line added',
  ],
  ['finds the line of such a block', 'b\na\n', { line: 'b\n' }, 'b\na\n', ''],
  [
    'replaces by the line of such a block',
    'x\na\n',
    { regexp: '^x', line: 'b\r\n' },
    'b\na\n',
    'line replaced',
  ],
  [
    'removes the line of such a block',
    'b\na\n',
    { state: 'absent', line: 'b\n' },
    'a\n',
    '1 line(s) removed',
  ],
  ['adds several lines that belong together', 'a\n', { line: 'b\nc' }, 'a\nb\nc\n', 'line added'],
  ['finds several consecutive lines', 'b\nc\na\n', { line: 'b\nc\n' }, 'b\nc\na\n', ''],
  [
    'adds several lines that exist, but not consecutively',
    'b\na\nc\n',
    { line: 'b\nc' },
    'b\na\nc\nb\nc\n',
    'line added',
  ],
  ['replaces a line by several', 'x\na\n', { regexp: '^x', line: 'b\nc' }, 'b\nc\na\n', 'line replaced'],
  ['finds several lines of which one matches', 'b\nc\n', { regexp: '^b', line: 'b\nc' }, 'b\nc\n', ''],
  [
    'adds the missing line end of the last of several lines',
    'b\nc',
    { line: 'b\nc' },
    'b\nc\n',
    'line replaced',
  ],
  [
    'removes several lines that stand together',
    'b\na\nb\nc\n',
    { state: 'absent', line: 'b\nc' },
    'b\na\n',
    '2 line(s) removed',
  ],
  ['finds a line that ends in a carriage return', 'b\r\na\n', { line: 'b\r' }, 'b\r\na\n', ''],
  ['finds an empty line', 'a\n\n', { line: '' }, 'a\n\n', ''],
  ['removes lines that match', 'a\nb1\nb2\n', { state: 'absent', regexp: '^b' }, 'a\n', '2 line(s) removed'],
  [
    'removes an exact line',
    'a\nb\nbb\nb\r\n',
    { state: 'absent', line: 'b' },
    'a\nbb\n',
    '2 line(s) removed',
  ],
  [
    'removes by plain text',
    'a.c\nabc\n',
    { state: 'absent', search_string: '.' },
    'abc\n',
    '1 line(s) removed',
  ],
  ['removes nothing if no line matches', 'a', { state: 'absent', line: 'b' }, 'a', ''],
]

for (const [title, text, edit, expected, message] of ROWS) {
  test(title, () => {
    const edited = editLines(text, { ...USUAL, ...edit })
    assert.equal({ text: edited.text, message: edited.message }, { text: expected, message })
  })
}

// With a pattern that does not match the new line, Ansible also replaces one more line on every run.
const SETTLED = ROWS.filter(([, , { regexp, line, state }]) => {
  return regexp === undefined || state === 'absent' || new RegExp(regexp.replace('?P', '?')).test(line ?? '')
})

for (const [title, text, edit] of SETTLED) {
  test(`${title}, and changes nothing the second time`, () => {
    const once = editLines(text, { ...USUAL, ...edit }).text
    assert.is(editLines(once, { ...USUAL, ...edit }).text, once)
  })
}

/** Edits that would change the text on every run, and why. */
const RESTLESS: readonly (readonly [title: string, text: string, edit: Partial<LineEdit>, why: string])[] = [
  [
    'another line matches too, and the new one does not',
    'v=1\nv=1\n',
    { regexp: '^v=1', line: 'v=2' },
    '`regexp` would then match `v=1` and change it to `v=2`',
  ],
  [
    'of plain text alike',
    'a b\na c\n',
    { search_string: 'a ', line: 'b' },
    '`search_string` would then match `a b` and change it to `b`',
  ],
  [
    'the new line grows with every run',
    'x\n',
    { regexp: '^(.*)$', line: '\\1 x', backrefs: true },
    '`regexp` would then match `x x` and change it to `x x x`',
  ],
  [
    'references make several lines of one',
    'foo\n',
    { regexp: '^(foo)$', line: '\\1\\n\\1', backrefs: true },
    '`regexp` would then match `foo` and change it to `foo`',
  ],
  [
    'the line does not go where it is looked for',
    'a\n',
    { regexp: '^b$', line: 'a\nb' },
    '`regexp` would then match `b` and change it to `a`',
  ],
]

for (const [title, text, edit, why] of RESTLESS) {
  test(`an edit that would change the text on every run is found: ${title}`, () => {
    const whole = { ...USUAL, ...edit }
    assert.is(whyNotIdempotent(editLines(text, whole).text, whole), why)
  })
}

test.run()
