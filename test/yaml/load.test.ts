import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import type { Source } from '../../src/errors.ts'
import { loadVarsFile, loadYaml, parseYaml } from '../../src/yaml/load.ts'
import { folderOf, plain, plainVars, problemsOf } from '../kit/project-files.ts'

const values: [text: string, expected: unknown][] = [
  ['0644', '0644'],
  ['"0644"', '0644'],
  ['0o644', '0o644'],
  ['007', '007'],
  ['00.5', '00.5'],
  ['-012', '-012'],
  ['0', 0],
  ['-1', -1],
  ['0.5', 0.5],
  ['.5', 0.5],
  ['1.0', new Float(1)],
  ['-0.0', new Float(-0)],
  ['1.', new Float(1)],
  ['1.5e3', new Float(1500)],
  ['12e5', '12e5'],
  ['0x1F', 31],
  ['12345678901234567890', '12345678901234567890'],
  ['1.5e999', '1.5e999'],
  ['.inf', Number.POSITIVE_INFINITY],
  ['-.inf', Number.NEGATIVE_INFINITY],
  ['1_000', '1_000'],
  ['22:22', '22:22'],
  ['2024-01-02', '2024-01-02'],
  ['3.4.23', '3.4.23'],
  ['yes', 'yes'],
  ['no', 'no'],
  ['on', 'on'],
  ['off', 'off'],
  ['True', true],
  ['FALSE', false],
  ['~', null],
  ['null', null],
  ['', null],
  ['""', ''],
  ["'null'", 'null'],
  ['|\n  a\n  b\n', 'a\nb\n'],
  ['>-\n  a\n  b\n', 'a b'],
  ['!!str 1', '1'],
  ['!!int "7"', 7],
  ['!expr a + 1', '!expr a + 1'],
  ['!expr 1', '!expr 1'],
  ['!unsafe "{{ x }}"', '!unsafe {{ x }}'],
  ['!secret 0123', '!secret 0123'],
  ['!secret {env: PASSWORD}', ['!secret', { env: 'PASSWORD' }]],
  ['!unsafe {a: "{{ x }}", b: [c, 1]}', { a: '!unsafe {{ x }}', b: ['!unsafe c', 1] }],
  ['{__proto__: 1, constructor: 2}', JSON.parse('{"__proto__": 1, "constructor": 2}')],
  ['{1: a, true: b, 0x10: c, null: d, 1.0: e}', { 1: 'a', true: 'b', '0x10': 'c', null: 'd', '1.0': 'e' }],
]

for (const [text, expected] of values) {
  test(`\`${text}\` is ${JSON.stringify(expected)}`, () => {
    const source = parseYaml(`value: ${text}`, 'x.yml')
    const value = source?.kind === 'map' ? source.entries.get('value')?.value : undefined
    assert.equal(plain(value), expected)
  })
}

test('a `%YAML 1.1` line does not change the meaning of values', () => {
  assert.equal(plain(parseYaml('%YAML 1.1\n---\na: yes\nb: 0644\n', 'x.yml')), { a: 'yes', b: '0644' })
})

test('every value and key has its place', () => {
  const text = 'a: 1\nlist:\n- x\n- {k: !expr v}\nmap:\n  deep: |\n    text\nempty:\n'
  assert.equal(placesOf(parseYaml(text, 'x.yml')), {
    '': '1:1',
    a: '1:4',
    list: '3:1',
    'list.0': '3:3',
    'list.1': '4:3',
    'list.1.k': '4:13',
    map: '6:3',
    'map.deep': '6:9',
    empty: '8:7',
  })
})

test('places are correct after a byte order mark and after CRLF line ends', () => {
  assert.equal(placesOf(parseYaml('\uFEFFa: 1\r\nb: 2\r\n', 'x.yml')), { '': '1:1', a: '1:4', b: '2:4' })
})

test('JSON is valid YAML, also with tabs', () => {
  assert.equal(plain(parseYaml('{\n\t"a": [\n\t\t1,\n\t\t"b"\n\t]\n}\n', 'x.json')), { a: [1, 'b'] })
})

test('text with only comments is null', () => {
  for (const text of ['', '\n', '# a\n', '---\n', '---\n# a\n...\n'])
    assert.is(parseYaml(text, 'x.yml'), null)
})

test('an alias repeats the anchored value, with the place of the anchor', () => {
  const source = parseYaml('a: &x {k: 1}\nb: *x\nc: &x 2\nd: *x\n', 'x.yml')
  assert.equal(plain(source), { a: { k: 1 }, b: { k: 1 }, c: 2, d: 2 })
  assert.is(placesOf(source).b, '1:7')
})

test('`<<` merges maps: own keys take precedence, then earlier maps of a list', () => {
  const text = 'one: &one {a: 1, b: 1}\ntwo: &two {b: 2, c: 2}\nx:\n  <<: [*one, *two]\n  c: 3\n'
  const { x } = plain(parseYaml(text, 'x.yml')) as { x: unknown }
  assert.equal(x, { a: 1, b: 1, c: 3 })
})

test('a quoted "<<" is an ordinary key', () => {
  assert.equal(plain(parseYaml('"<<": 1', 'x.yml')), { '<<': 1 })
})

const broken: [what: string, text: string, expected: string][] = [
  [
    'a tab as indentation',
    'a:\n\tb: 1',
    'x.yml:2:1 broken YAML: the indentation contains a tab (indent with spaces)',
  ],
  [
    'a tab behind spaces',
    'a:\n  \tb: 1\n  c: 2',
    'x.yml:2:3 broken YAML: the indentation contains a tab (indent with spaces)',
  ],
  [
    'a blank that is no space',
    '-\u00a0a: 1',
    'x.yml:1:1 broken YAML: the white space before or in this name is U+00A0, not a plain space (retype it: text copied from a web page often has such characters)',
  ],
  [
    'a colon in plain text',
    'msg: note: this',
    'x.yml:1:6 broken YAML: nested mappings are not allowed in compact mappings\n  msg: note: this\n       ^ (quote a value that holds `: `; otherwise the next line is indented too far)',
  ],
  [
    'text behind a quoted template',
    'a: "{{ x }}"/bin',
    'x.yml:1:13 broken YAML: unexpected scalar at node end\n  a: "{{ x }}"/bin\n              ^ (quote a value that begins with `{{` as a whole: `"{{ name }}/bin"`)',
  ],
  [
    'a template without quotes',
    'a: {{ x }}',
    'x.yml:1:5 a value that begins with `{{` must be quoted (write `name: "{{ value }}"`)',
  ],
  [
    'a value that begins with @',
    'a: @x',
    'x.yml:1:4 broken YAML: plain value cannot start with reserved character @\n  a: @x\n     ^ (quote the value)',
  ],
  [
    'an unclosed quote',
    'a: "x\n',
    'x.yml:1:4 broken YAML: the quote that opens here is not closed\n  a: "x\n     ^ (write `"` at the end of the value)',
  ],
  [
    'an unclosed quote, with lines after it',
    "- name: 'open\n    debug:\n      msg: hi\n- name: three\n",
    "x.yml:1:9 broken YAML: the quote that opens here is not closed\n  - name: 'open\n          ^ (write `'` at the end of the value)",
  ],
  [
    'a key of a list item that is indented too little',
    '- tasks:\n    - name: one\n      when: a\n     debug:\n       msg: x\n',
    'x.yml:4:6 broken YAML: this line is indented less than `name`\n       debug:\n       ^ (align them: `name` begins in column 7)',
  ],
  [
    'a key of a map that is indented too little',
    'a:\n  b:\n    # c\n    d: 1\n c: 2\n',
    'x.yml:5:2 broken YAML: this line is indented less than `b`\n   c: 2\n   ^ (align them: `b` begins in column 3)',
  ],
  ['a key twice', 'a: 1\nb: 2\na: 3', 'x.yml:3:1 `a` occurs twice, first on line 1 (remove one of the two)'],
  [
    'a number and text as the same key',
    '1: a\n"1": b',
    'x.yml:2:1 `1` occurs twice, first on line 1 (remove one of the two)',
  ],
  ['no key', ': x', 'x.yml:1:1 the name before `:` is missing'],
  ['a list as key', '? [a]\n: b', 'x.yml:1:3 the name before `:` must be text, got a list'],
  [
    'two documents',
    'a: 1\n---\nb: 2',
    'x.yml:3:1 a file contains one YAML document, but a second one begins here (remove the `---` line between them, or split the file)',
  ],
  [
    'an unknown tag',
    'a: !lookup x',
    'x.yml:1:12 the tag `!lookup` is unknown (the tags are `!expr`, `!unsafe` and `!secret`; quote the value if it is text)',
  ],
  [
    'a vault that is none',
    'a: !vault hunter2',
    'x.yml:1:11 `!vault` needs text encrypted by `ansible-vault` (`ansible-vault encrypt_string` creates it; for an unencrypted value use `!secret`)',
  ],
  [
    'an expression that is a list',
    'a: !expr [1]',
    'x.yml:1:10 `!expr` needs text after it, got a list (quote the expression)',
  ],
  [
    'a secret list',
    'a: !secret [1]',
    'x.yml:1:12 `!secret` needs text after it, got a list (tag each secret in it)',
  ],
  [
    'a type that does not fit',
    'a: !!int x',
    'x.yml:1:10 `x` is not a valid `!!int` (remove the tag, and quote the value if it is text)',
  ],
  [
    'an unknown core type',
    'a: !!binary aGk=',
    'x.yml:1:13 the tag `!!binary` is unknown (remove the tag, and quote the value if it is text)',
  ],
  [
    'an alias of nothing',
    'a: *b',
    'x.yml:1:4 `*b` has no `&b` above it (quote the value if it is text: `"*b"`)',
  ],
  [
    'an alias of what is around it',
    'a: &x [*x]',
    'x.yml:1:8 `*x` is inside `&x`, so it would repeat without end',
  ],
  [
    'an alias inside of what is unsafe',
    'a: &x "{{ y }}"\nb: !unsafe [*x]',
    'x.yml:2:13 `*x` is inside `!unsafe`, but would still be rendered (tag the value of `&x` with `!unsafe`)',
  ],
  [
    'a merge of text',
    'a: {<<: b}',
    'x.yml:1:5 `<<` takes a map, or a list of maps, to merge (such as `<<: *defaults`)',
  ],
  [
    'a control character',
    'a: 1\nb: \x1b[31m',
    'x.yml:2:4 broken YAML: the control character `\\x1b` is not allowed in a file (write it as `"\\x1b"` in double quotes)',
  ],
]

for (const [what, text, expected] of broken) {
  test(`${what} is refused with its place`, () => {
    assert.equal(
      problemsOf(() => parseYaml(text, 'x.yml')),
      [expected],
    )
  })
}

test('nesting that is too deep is refused before it is processed recursively', () => {
  for (const text of ['['.repeat(50_000), '- '.repeat(50_000), '{a: '.repeat(50_000), '? '.repeat(20_000)]) {
    const [problem] = problemsOf(() => parseYaml(text, 'x.yml'))
    assert.match(problem ?? '', /^x\.yml:1:\d+ broken YAML: lists and maps are nested more than 200 deep$/)
  }
  assert.equal(
    problemsOf(() => parseYaml(`${'['.repeat(150)}${']'.repeat(150)}`, 'x.yml')),
    [],
  )
})

test('any text is read, or refused with a place', () => {
  const unit = fc.constantFrom(...'ab: -\n\t\r  []{},"\'|>&*!%@#?<1.~\u0085\u2028é😀')
  fc.assert(
    fc.property(fc.string({ unit, maxLength: 40 }), text => {
      for (const problem of problemsOf(() => parseYaml(text, 'x.yml')))
        assert.match(problem, /^x\.yml:\d+:\d+ /)
    }),
    { numRuns: 2000 },
  )
})

test('aliases that expand to too much data are refused', () => {
  const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x, x]']
  for (let level = 1; level < 12; level += 1) {
    lines.push(
      `a${level}: &a${level} [${Array(10)
        .fill(`*a${level - 1}`)
        .join(', ')}]`,
    )
  }
  assert.equal(
    problemsOf(() => parseYaml(lines.join('\n'), 'x.yml')),
    ['x.yml:5:45 the aliases of this file expand to more than 100000 values'],
  )
})

test('a file that cannot be read as YAML is refused', () => {
  const folder = folderOf({
    'empty.yml': '# nothing\n',
    'vault.yml': '$ANSIBLE_VAULT;1.1;AES256\n6162\n',
    'large.yml': `a: ${'x'.repeat(10 * 1024 * 1024)}`,
    'folder/x.yml': '',
  })
  writeFileSync(join(folder, 'latin.yml'), Buffer.from([0x61, 0x3a, 0x20, 0xe9]))
  const rows: [string, string][] = [
    ['missing.yml', 'there is no file `missing.yml`'],
    ['empty.yml/x.yml', 'there is no file `empty.yml/x.yml`'],
    ['folder', '`folder` is a folder, expected a file'],
    ['empty.yml', 'empty.yml:1:1 `empty.yml` is empty'],
    ['latin.yml', 'latin.yml:1:1 the file is not UTF-8 text (save it again as UTF-8)'],
    ['vault.yml', 'vault.yml:1:1 the file is encrypted, but no key is available here'],
    [
      'large.yml',
      'large.yml:1:1 `large.yml` is larger than 10 MB (split it, or put large data in its own file and `copy` it)',
    ],
  ]
  for (const [name, expected] of rows) {
    assert.equal(
      problemsOf(() => loadYaml(join(folder, name)), folder),
      [expected],
    )
  }
})

test('a file of variables is a map of names, and may be empty', () => {
  const folder = folderOf({
    'vars.yml': 'a: 1\nb: [x]\n',
    'empty.yml': '',
    'list.yml': '- a\n',
    'names.yml': 'my-var: 1\n1st: 2\nok: 3\n__proto__: 4\n',
  })
  assert.equal(plainVars(loadVarsFile(join(folder, 'vars.yml'))), { a: 1, b: ['x'] })
  assert.is(loadVarsFile(join(folder, 'empty.yml')).size, 0)
  assert.equal(
    problemsOf(() => loadVarsFile(join(folder, 'list.yml')), folder),
    [
      'list.yml:1:1 a file of variables must be a map of names and values, got a list (write each as `name: value`)',
    ],
  )
  assert.equal(
    problemsOf(() => loadVarsFile(join(folder, 'names.yml')), folder),
    [
      'names.yml:1:1 `my-var` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `my_var`)',
      'names.yml:2:1 `1st` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `v1st`)',
      'names.yml:4:1 `__proto__` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `proto`)',
    ],
  )
})

function placesOf(source: Source | null, path = ''): Record<string, string> {
  if (!source) return {}
  const at = { [path]: `${source.place.line}:${source.place.column}` }
  const inner = (key: string | number): string => (path === '' ? String(key) : `${path}.${key}`)
  if (source.kind === 'list') {
    return Object.assign(at, ...source.items.map((item, index) => placesOf(item, inner(index))))
  }
  if (source.kind === 'scalar') return at
  return Object.assign(at, ...[...source.entries].map(([key, { value }]) => placesOf(value, inner(key))))
}

test.run()
