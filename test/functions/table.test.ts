import { readFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InputError } from '../../src/errors.ts'
import { compileExpression, functionNames } from '../../src/expressions/expression.ts'
import { HELPERS } from '../../src/functions/table.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { FILTER_ROWS } from '../kit/filter-rows.ts'

const place = { file: '/none/site.yml', line: 1, column: 1 }

const variables = {
  one: 1,
  five: 5,
  word: 'Word',
  words: ' two words ',
  on: true,
  off: false,
  nothing: null,
  quoted: "it's",
  lines: 'a\nb\n\nc\n',
  list: ['b', 'a', 'b'],
  numbers: [3, 10, 2],
  nested: [1, [2, [3]]],
  empty: [],
  nulls: [{ a: null }],
  map: { b: 2, a: 1 },
  users: [
    { name: 'bob', admin: false, home: { dir: '/b' } },
    { name: 'ann', admin: true, home: { dir: '/a' } },
  ],
}

const USER_PATHS = {
  'u[0].name': 'bob',
  'u[0].admin': false,
  'u[0].home.dir': '/b',
  'u[1].name': 'ann',
  'u[1].admin': true,
  'u[1].home.dir': '/a',
}

function render(text: string): unknown {
  return compileTemplate(text, place).render(variables)
}

const ROWS: readonly [string, unknown][] = [
  ['{{eq one 1}}', true],
  ['{{eq one "1"}}', false],
  ['{{eq map map}}', true],
  ['{{eq list (list "b" "a" "b")}}', true],
  ['{{ne one 2}}', true],
  ['{{lt one five}}', true],
  ['{{lt "a" "b"}}', true],
  ['{{le 5 five}}', true],
  ['{{gt one five}}', false],
  ['{{ge 5 five}}', true],
  ['{{and on "last"}}', 'last'],
  ['{{and off "last"}}', false],
  ['{{or off "last"}}', 'last'],
  ['{{or "" nothing 0}}', 0],
  ['{{not empty}}', true],
  ['{{not "false"}}', false],
  ['{{ternary on "yes" "no"}}', 'yes'],
  ['{{ternary empty "yes" "no"}}', 'no'],
  ['{{default absent 1}}', 1],
  ['{{default nothing 1}}', 1],
  ['{{default "" 1}}', ''],
  ['{{default off 1}}', false],
  ['{{default absent map.absent "last"}}', 'last'],
  ['{{default (lookup map "z") "none"}}', 'none'],
  ['{{defined one}}', true],
  ['{{defined nothing}}', true],
  ['{{defined absent}}', false],
  ['{{defined map.z}}', false],
  ['{{defined "one"}}', true],
  ['{{defined "absent"}}', false],
  ['{{version "1.10" ">=" "1.9"}}', true],
  ['{{version "v1.2-rc1" "<" "1.2"}}', true],
  ['{{contains list "a"}}', true],
  ['{{contains word "or"}}', true],
  ['{{contains map "b"}}', true],
  ['{{contains map "toString"}}', false],
  ['{{lookup list 1}}', 'a'],
  ['{{lookup users 1 "home" "dir"}}', '/a'],
  ['{{merge map (lookup users 0)}}', { b: 2, a: 1, name: 'bob', admin: false, home: { dir: '/b' } }],
  ['{{env "DROVER_NOT_SET"}}', ''],
  ['{{sequence "2-4"}}', ['2', '3', '4']],
  ['{{upper word}}', 'WORD'],
  ['{{lower word}}', 'word'],
  ['{{capitalize "hELLO you"}}', 'Hello you'],
  ['{{trim words}}', 'two words'],
  ['{{replace "a.b.c" "." "$&"}}', 'a$&b$&c'],
  ['{{regex_replace "node12" "([a-z]+)([0-9]+)" "$2-$1"}}', '12-node'],
  ["{{regex_replace 'node12' '([a-z]+)' '\\1-'}}", 'node-12'],
  ['{{matches word "^W.r"}}', true],
  ['{{matches word "^o"}}', false],
  ['{{lines lines}}', ['a', 'b', '', 'c']],
  ['{{split words}}', ['two', 'words']],
  ['{{split "a,b," ","}}', ['a', 'b', '']],
  ['{{split "" ","}}', []],
  ['{{join list}}', 'b,a,b'],
  ['{{join numbers " + "}}', '3 + 10 + 2'],
  ['{{concat "a" 1 true}}', 'a1true'],
  ['{{concat list numbers}}', ['b', 'a', 'b', 3, 10, 2]],
  ['{{startswith word "Wo"}}', true],
  ['{{endswith word "Wo"}}', false],
  ['{{indent lines 2}}', 'a\n  b\n\n  c\n'],
  ['{{quote quoted}}', `'it'"'"'s'`],
  ['{{json map}}', '{"b":2,"a":1}'],
  ['{{json map 2}}', '{\n  "b": 2,\n  "a": 1\n}'],
  ['{{json nothing}}', 'null'],
  ['{{string five}}', '5'],
  ['{{string map}}', '{"b":2,"a":1}'],
  ['{{basename "/etc/etcd/ca.pem"}}', 'ca.pem'],
  ['{{dirname "/etc/etcd/ca.pem"}}', '/etc/etcd'],
  ['{{b64encode "é"}}', 'w6k='],
  ['{{b64decode "w6k="}}', 'é'],
  ['{{hash "abc"}}', 'a9993e364706816aba3e25717850c26c9cd0d89d'],
  ['{{hash "abc" "md5"}}', '900150983cd24fb0d6963f7d28e17f72'],
  ['{{sha256 "abc"}}', 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
  ['{{length list}}', 3],
  ['{{length map}}', 2],
  ['{{length "aé😀"}}', 3],
  ['{{first list}}', 'b'],
  ['{{last numbers}}', 2],
  ['{{keys map}}', ['b', 'a']],
  ['{{values map}}', [2, 1]],
  ['{{values list}}', ['b', 'a', 'b']],
  ['{{map users "name"}}', ['bob', 'ann']],
  ['{{map users "home.dir"}}', ['/b', '/a']],
  ['{{map (where users "admin") "name"}}', ['ann']],
  ['{{map (where users "name" "bob") "admin"}}', [false]],
  ['{{where users "absent"}}', []],
  ['{{sort list}}', ['a', 'b', 'b']],
  ['{{sort numbers}}', [2, 3, 10]],
  ['{{map (sort users "name") "name"}}', ['ann', 'bob']],
  ['{{reverse numbers}}', [2, 10, 3]],
  ['{{unique list}}', ['b', 'a']],
  ['{{flatten nested}}', [1, 2, 3]],
  ['{{without list "b"}}', ['a']],
  ['{{without numbers (list 3 2)}}', [10]],
  ['{{list 1 "a" on}}', [1, 'a', true]],
  ['{{length (list)}}', 0],
  ['{{dict "a" 1 "b" list}}', { a: 1, b: ['b', 'a', 'b'] }],
  ['{{length (dict)}}', 0],
  ['{{sum numbers}}', 15],
  ['{{range 3}}', [0, 1, 2]],
  ['{{range 1 3}}', [1, 2]],
  ['{{range 3 1}}', []],
  ["{{select list 'match' '(?i)[AB]'}}", ['b', 'a', 'b']],
  ["{{select (list 'ab' 'b') 'match' 'b|ab'}}", ['ab', 'b']],
  ["{{reject (list 'ab' 'ba') 'match' 'b'}}", ['ab']],
  ["{{groupby nulls 'a'}}", [[null, [{ a: null }]]]],
  ["{{format '%-*d|' 4 1}}", '1   |'],
  ["{{format '%*d|' -4 1}}", '1   |'],
  ["{{format '%c' 65}}", 'A'],
  ['{{length (combinations (range 40) 39)}}', 40],
  ['{{add one 2 "3"}}', 6],
  ['{{sub five 2}}', 3],
  ['{{mul five 2 2}}', 20],
  ['{{div five 2}}', 2.5],
  ['{{int (div five 2)}}', 2],
  ['{{mod five 2}}', 1],
  ['{{min numbers}}', 2],
  ['{{max numbers}}', 10],
  ['{{max list}}', 'b'],
  ['{{int "42"}}', 42],
  ['{{int -1.9}}', -1],
  ['{{int "3.7"}}', 3],
  ['{{int on}}', 1],
  ['{{float "1.5"}}', 1.5],
  ['{{bool "yes"}}', true],
  ['{{bool "off"}}', false],
  ['{{bool 1}}', true],
  ['{{json_query users "[?admin].name"}}', ['ann']],
  ['{{json_query map "c"}}', null],
  ['{{unicode_normalize "ﬀ" "NFKC"}}', 'ff'],
  ['{{crc32 "test"}}', 'd87f7e0c'],
  ['{{from_csv "a;b" "excel" (list "x" "y") ";"}}', [{ x: 'a', y: 'b' }]],
  ['{{from_ini "[a]"}}', { a: {} }],
  ['{{to_ini (dict "a" map)}}', '[a]\nb = 2\na = 1\n'],
  ['{{map (lists_mergeby users (list (dict "name" "bob" "admin" on)) "name") "admin"}}', [true, true]],
  ['{{counter list}}', { b: 2, a: 1 }],
  ['{{keep_keys users (list "dir")}}', [{ home: { dir: '/b' } }, { home: { dir: '/a' } }]],
  ['{{remove_keys users (list "home" "admin")}}', [{ name: 'bob' }, { name: 'ann' }]],
  ['{{replace_keys (list map) (list (dict "before" "a" "after" "c"))}}', [{ b: 2, c: 1 }]],
  ['{{to_paths users "u"}}', USER_PATHS],
  ['{{to_time_unit "1h 30m" "minutes"}}', 90],
  ['{{random_mac "52:54:00" "web1"}}', '52:54:00:63:d2:09'],
  ['{{length (random_string 12)}}', 12],
]

test('every helper gives the documented result', () => {
  for (const [text, expected] of ROWS) assert.equal(render(text), expected, text)
})

test('every helper has a row here or in the comparison with Ansible, unless it reads the controller', () => {
  const texts = [...ROWS, ...FILTER_ROWS.map(([, template]) => [`{${template}`])].map(([text]) => text)
  const tried = texts.flatMap(text => [...text.matchAll(/[({]([a-z_0-9]+) /g)].map(found => found[1]))
  assert.equal(
    Object.entries(HELPERS).flatMap(([name, { needs }]) =>
      name === 'undef' || needs || tried.includes(name) ? [] : [name],
    ),
    [],
  )
})

test('every helper is also a function of expressions, with the same result', () => {
  for (const [text, expected] of ROWS) {
    const expression = asExpression(text)
    assert.equal(compileExpression(expression, place).evaluate(variables), expected, expression)
  }
})

test('functions that only expressions have are documented', () => {
  const own = functionNames().filter(name => !Object.hasOwn(HELPERS, name))
  assert.equal(own, ['bytes', 'double', 'duration', 'dyn', 'has', 'size', 'timestamp', 'type', 'uint'])
  const missing = Object.keys(HELPERS).filter(name => !functionNames().includes(name))
  assert.equal(missing, [])
  const page = readFileSync('docs/values.md', 'utf8')
  assert.equal(
    own.filter(name => !page.includes(`\`${name}\``)),
    [],
  )
})

test('`[]` and `{}` are an empty list and an empty map as arguments', () => {
  const rows: [string, unknown][] = [
    ['{{default absent []}}', []],
    ['{{ default absent [] }}', []],
    ['{{[]}}', []],
    ['{{length (default absent [])}}', 0],
    ['{{#each (default absent [])}}x{{else}}none{{/each}}', 'none'],
    ['{{default absent {}}}', {}],
    ['{{ default absent {} }}', {}],
    ['{{default absent map.z {}}}', {}],
    ['{{merge (default absent {}) map}}', { b: 2, a: 1 }],
    ['{{eq empty []}} {{eq map {}}}', 'true false'],
    ['{{json (list [] {})}}', '[[],{}]'],
    // In other positions they are text.
    ['{{word}} {}', 'Word {}'],
    ['{} {{concat "{}" "[]"}} {}', '{} {}[] {}'],
    ["{{concat ' {} ' word}} {{default absent {} }}", ' {} Word {}'],
    ['{{{{raw}}}}{{default x {}}}{{{{/raw}}}}{}', '{{default x {}}}{}'],
    ['{{! {} }}a', 'a'],
    ['\\{{default x {}}}', '{{default x {}}}'],
  ]
  for (const [text, expected] of rows) assert.equal(render(text), expected, text)
})

test('docs/values.md has a row for every helper, with its form in Jinja', () => {
  const page = readFileSync('docs/values.md', 'utf8')
  const rows = Object.values(HELPERS).map(({ usage, about }) => `| \`${usage}\` | ${about} | \``)
  assert.equal(
    rows.filter(row => !page.includes(row)),
    [],
  )
})

test('an error of a helper says what it expects and what it got', () => {
  const rows: [string, string][] = [
    ['{{to_yaml map indnt=2}}', '`to_yaml` has no option `indnt=`'],
    ['{{upper word first=true}}', '`upper` takes no named values, got `first=`'],
    [
      '{{combine map list_merge="x"}}',
      '`list_merge` is replace, keep, append, prepend, append_rp, prepend_rp, got `x`',
    ],
    ['{{undef "give it a value"}}', 'give it a value'],
    ['{{json_query map "a["}}', 'the query `a[` of `json_query` failed: Expected Star, got: EOF'],
    ['{{json_query map "constructor"}}', '`json_query` cannot read or make the key `constructor`'],
    ['{{json_query map "{__proto__: a}"}}', '`json_query` cannot read or make the key `__proto__`'],
    [
      `{{json_query map "${Array(14).fill('[@, @]').join(' | ')}"}}`,
      '`json_query` refuses a query whose result could be too large',
    ],
    [`{{json_query map "${'a'.repeat(2001)}"}}`, '`json_query` takes a query of at most 2000 characters'],
    [
      '{{random_string length=1000000000}}',
      '`length` of `random_string` must be at most 100000, got `1000000000`',
    ],
    [
      '{{random_mac "5z"}}',
      '`random_mac` takes one to five bytes in hexadecimal digits, such as `52:54:00`, got `5z`',
    ],
    ['{{lists_mergeby list "x" "name"}}', '`lists_mergeby` takes a list, got text'],
    ['{{to_ini (dict)}}', '`to_ini` takes a map of sections, got an empty one'],
    ['{{to_ini map}}', '`to_ini` takes a map of maps, and the section `b` is none'],
    ['{{from_ini "x"}}', 'the text that `from_ini` got:1: `x` is in no section'],
    ['{{to_time_unit "x"}}', '`to_time_unit` takes a duration such as `1h 30m`, got `x`'],
    ['{{keep_keys word list}}', '`keep_keys` takes a list or a map, got text'],
    [
      '{{keep_keys map list matching_parameter="x"}}',
      '`matching_parameter` is `equality`, `starts_with`, `ends_with` or `regex`, got `x`',
    ],
    ['{{mandatory absent "absent must be set"}}', 'absent must be set'],
    ['{{lt one "2"}}', '`lt` compares two numbers or two texts, got a number and text'],
    ['{{upper list}}', '`upper` takes text, got a list'],
    ['{{merge map list}}', '`merge` takes a map, got a list'],
    ['{{add one "two"}}', '`add` takes a number, got `two`'],
    ['{{div one 0}}', '`div` cannot divide by 0'],
    ['{{mod one 0}}', '`mod` cannot divide by 0'],
    ['{{range 1.5}}', '`range` takes a whole number, got `1.5`'],
    ['{{range 1000001}}', '`range` returns at most 100000 numbers'],
    ['{{indent word 2000}}', '`indent` takes a width of 0 to 1000, got `2000`'],
    ['{{first empty}}', '`first` takes a list with items, got an empty one'],
    ['{{max empty}}', '`max` takes a list with items, got an empty one'],
    ['{{sort (list 1 "a")}}', '`sort` compares two numbers or two texts, got text and a number'],
    ['{{map users "nam"}}', 'an item passed to `map` has no key `nam`'],
    ['{{where numbers "a"}}', '`where` takes a list of maps, got one that holds a number'],
    ['{{regex_replace word "(" ""}}', '`(` is not a valid regular expression'],
    ['{{b64decode "***"}}', '`b64decode` takes base64, got text'],
    ['{{b64decode "/w=="}}', '`b64decode` returns text, and these bytes are not UTF-8'],
    ['{{dict "a"}}', '`dict` takes a value for each key, got 1 values'],
    ['{{hash "a" "crc"}}', '`hash` knows md5, sha1, sha224, sha256, sha384, sha512, got `crc`'],
    ['{{version "1" "=" "1"}}', '`version` compares by `<`, `<=`, `>`, `>=`, `==` or `!=`, got `=`'],
    [
      '{{format "%999999999d" 1}}',
      'a width or precision of `format` must be a whole number up to 10000, got 999999999',
    ],
    ['{{format "%.200e" 1}}', '`%e` of `format` takes a precision up to 100, got 200'],
    ['{{format "%c" 1114112}}', '`%c` of `format` takes the number of a character, got 1114112'],
    ['{{to_nice_json map indent="x"}}', '`to_nice_json` takes a number, got `x`'],
    ['{{bool "maybe"}}', '`bool` takes true, false, or a word such as `yes`, got `maybe`'],
    [
      '{{join (list nothing)}}',
      'item 0 of the list passed to `join` is null, which cannot be converted to text',
    ],
  ]
  for (const [text, message] of rows) {
    assert.throws(
      () => render(text),
      (error: InputError) => error.message === message && error.place === place,
      text,
    )
  }
})

test.run()

/** Converts `{{concat "a" (upper word)}}` to `concat("a", upper(word))`. */
function asExpression(template: string): string {
  const words = template.slice(2, -2).match(/"[^"]*"|'[^']*'|[()]|[^\s()]+/g) ?? []
  const call = (): string => {
    const name = words.shift()
    const values: string[] = []
    while (words.length > 0 && words[0] !== ')') values.push(value())
    return `${name}(${values.join(', ')})`
  }
  const value = (): string => {
    const word = words.shift() ?? ''
    if (/^["']/.test(word)) return JSON.stringify(word.slice(1, -1))
    if (word !== '(') return word
    const inner = call()
    words.shift()
    return inner
  }
  return call()
}
