import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { InputError } from '../../src/errors.ts'
import { compileExpression } from '../../src/expressions/expression.ts'
import { PendingValueError } from '../../src/values/deferred.ts'
import { lazyObject } from '../../src/values/lazy.ts'
import { Secret } from '../../src/values/secret.ts'
import { Unknown, UnknownValueError } from '../../src/values/unknown.ts'

const place = { file: '/none/site.yml', line: 3, column: 7 }

const variables = {
  x: 5,
  half: 0.5,
  version: new Float(1),
  text: 'active (running)',
  on: true,
  off: false,
  nothing: null,
  ports: [80, 443],
  mixed: [1, 'a', null, { k: [1] }],
  empty: [],
  conf: { a: 1, inner: { deep: 'yes' } },
  parts: { floats: [0.5, new Float(2)] },
  groups: { etcd: ['node1', 'node2', 'node3'] },
  inventory_hostname: 'node1',
  hostvars: lazyObject(
    () => ['node1', 'node2', 'node3', 'broken'],
    name => {
      if (name === 'broken') throw new Error('nobody asked for this')
      return { address: `10.0.0.${name.at(-1)}` }
    },
  ),
  result: {
    changed: true,
    failed: false,
    rc: 0,
    stdout: 'it works\nwell\n',
    later: new Unknown('what it prints'),
  },
  later: new Unknown('a task that has not run'),
  secret: new Secret('s3cret'),
  evil: '{{x}} " + x + "',
  version_of: '3.4.23',
  string: 'named as a type',
}

function evaluate(text: string, context: Record<string, unknown> = variables): unknown {
  return compileExpression(text, place).evaluate(context)
}

function failure(text: string): { message: string; hint: string | undefined } {
  try {
    evaluate(text)
  } catch (error) {
    assert.instance(error, InputError, text)
    assert.equal((error as InputError).place, place)
    return { message: (error as InputError).message, hint: (error as InputError).hint }
  }
  throw new Error(`${text}: nothing was thrown`)
}

const NUMBERS: readonly (readonly [string, unknown])[] = [
  ['x + 1', 6],
  ['1 + x', 6],
  ['x - 1', 4],
  ['x * 2', 10],
  ['x / 2', 2.5],
  ['7 / 2', 3],
  ['x % 2', 1],
  ['x % x', 0],
  ['-x', -5],
  ['x == 5', true],
  ['5 == x', true],
  ['x != 5', false],
  ['x > 1 && 1 < x && x >= 5 && x <= 5', true],
  ['half < 1', true],
  ['1 == 1.0', true],
  ['version == 1 && version < 1.5', true],
  ['version + 1', 2],
  ['version', new Float(1)],
  ['parts.floats[1]', new Float(2)],
  ['[version, x]', [1, 5]],
  ['size(ports) > 1', true],
  ['size(ports) == ports[0] - 78', true],
  ['size(groups.etcd) / 2 + 1', 2],
  ['ports[0]', 80],
  ['ports[x - 4]', 443],
  ['80 in ports', true],
  ['x in [1, 5]', true],
  ['int("12") + x', 17],
  ['string(x) + "!"', '5!'],
]

for (const [text, expected] of NUMBERS) {
  test(`numbers of YAML and literals of expressions can be mixed: ${text}`, () => {
    assert.equal(evaluate(text), expected)
  })
}

const ANSWERS: readonly (readonly [string, unknown])[] = [
  ['result.changed && result.rc == 0', true],
  ['!result.failed', true],
  ['result.stdout.contains("works")', true],
  ['"running" in text', true],
  ['text.matches("^act")', true],
  ['"node2" in groups.etcd', true],
  ['inventory_hostname == groups.etcd[0]', true],
  ['inventory_hostname in groups["etcd"]', true],
  ['"x" in conf', false],
  ['"a" in conf', true],
  ['nothing == null', true],
  ['text == "x"', false],
  ['text == x', false],
  ['"a" in mixed', true],
  ['mixed[3].k[0]', 1],
  ['mixed == [1, "a", null, {"k": [1]}]', true],
  ['empty == []', true],
  ['on ? "a" : "b"', 'a'],
  ['has(conf.a) && !has(conf.b)', true],
  ['conf.?b.orValue(3)', 3],
  ['defined(x)', true],
  ['defined("x")', true],
  ['defined(nope)', false],
  ['defined(conf.inner.deep) && !defined(conf.inner.no.such)', true],
  ['defined(nope) && nope == 1', false],
  ['default(nope, 4)', 4],
  ['default(conf.b, "b")', 'b'],
  ['default(nothing, 1)', 1],
  ['default(x, 1)', 5],
  ['version(version_of, ">=", "3.4")', true],
  ['version(version_of, "<", "3.10")', true],
  ['version("v1.2.0", "==", "1.2")', true],
  ['version("1.2-rc1", "<", "1.2")', true],
  ['groups.etcd.all(n, n.startsWith("node"))', true],
  ['groups.etcd.exists(n, n == "node3")', true],
  ['groups.etcd.filter(n, n != inventory_hostname)', ['node2', 'node3']],
  ['groups.etcd.map(h, hostvars[h].address).join(",")', '10.0.0.1,10.0.0.2,10.0.0.3'],
  ['"node1" in hostvars && !("node9" in hostvars)', true],
  ['size(hostvars)', 4],
  ['result.stdout.lines()', ['it works', 'well']],
  ['text.replace("active", "dead")', 'dead (running)'],
  ['"a,b".split(",")', ['a', 'b']],
  ['conf.keys()', ['a', 'inner']],
  ['conf.values()', [1, { deep: 'yes' }]],
  ['ports.first() + ports.last()', 523],
  ['[3, 1, 2].sort()', [1, 2, 3]],
  ['ports.reverse()', [443, 80]],
  ['[1, 1, 2].distinct()', [1, 2]],
  ['[[1], [2, 3]].flatten()', [1, 2, 3]],
  ['ports.sum()', 523],
  ['min(ports)', 80],
  ['max(ports)', 443],
  ['ports.indexOf(443)', 1],
  ['json(conf)', '{"a":1,"inner":{"deep":"yes"}}'],
  ['ports + [8080]', [80, 443, 8080]],
  ['{"a": x, "b": [text]}', { a: 5, b: ['active (running)'] }],
  ['cel.bind(y, x + 1, y * y)', 36],
  ['secret + "!"', 's3cret!'],
  ['secret == "s3cret"', true],
  ['evil', '{{x}} " + x + "'],
  ['duration("90s")', '90s'],
  ['timestamp("2030-01-01T00:00:00Z") > timestamp("2029-01-01T00:00:00Z")', true],
]

for (const [text, expected] of ANSWERS) {
  test(`evaluates: ${text}`, () => {
    assert.equal(evaluate(text), expected)
  })
}

test('an expression that is only a variable or field returns the same object', () => {
  assert.is(evaluate('conf'), variables.conf)
  assert.is(evaluate('ports'), variables.ports)
  assert.is(evaluate('conf.inner'), variables.conf.inner)
})

const KNOWN: readonly (readonly [string, unknown])[] = [
  ['false && later == 1', false],
  ['later == 1 && false', false],
  ['true || later == 1', true],
  ['later == 1 || true', true],
  ['result.changed || result.later == 1', true],
  ['on ? 1 : later', 1],
  ['[1, 2].exists(n, n == 2 || later == n)', true],
  ['defined(later)', true],
]

for (const [text, expected] of KNOWN) {
  test(`an unknown value is ignored if the result does not depend on it: ${text}`, () => {
    assert.equal(evaluate(text), expected)
  })
}

const STOPPED = [
  'later',
  'later == 1',
  'true && later',
  'result.later.contains("x")',
  'default(later, 1)',
  '[later]',
  'size(later)',
]

for (const text of STOPPED) {
  test(`an expression whose result depends on an unknown value throws UnknownValueError: ${text}`, () => {
    assert.throws(
      () => evaluate(text),
      (error: unknown) => error instanceof UnknownValueError,
    )
  })
}

const NOT_EVALUATED: readonly (readonly [string, unknown])[] = [
  ['off && txet == "a"', false],
  ['on || txet == "a"', true],
  ['on ? text : txet', 'active (running)'],
  ['off ? txet : text', 'active (running)'],
  ['[].all(n, n == txet)', true],
  ['default(text, txet)', 'active (running)'],
  ['defined(txet) && txet.length > 1', false],
  ['off && list == 1', false],
]

for (const [text, expected] of NOT_EVALUATED) {
  test(`a missing variable is no error in a part that is not evaluated, as in Jinja: ${text}`, () => {
    assert.equal(evaluate(text), expected)
  })
}

const PENDING = new PendingValueError('a fact')
const PENDING_VARIABLES = {
  ...variables,
  get fact(): unknown {
    throw PENDING
  },
  facts: {
    get os(): unknown {
      throw PENDING
    },
  },
}

for (const text of ['later == 1 && txet', 'later == 1 || conf.none == 2', '(later == 1 && txet) || off']) {
  test(`an unknown value takes precedence over an error in a part that may not be evaluated: ${text}`, () => {
    assert.throws(
      () => evaluate(text, PENDING_VARIABLES),
      (error: unknown) => error instanceof UnknownValueError,
    )
  })
}

const PENDING_FIRST = [
  'fact',
  'fact == 1 && txet',
  'fact == 1 || later',
  'later == 1 || facts.os == 1',
  'default(fact, 1)',
]

for (const text of PENDING_FIRST) {
  test(`a pending value takes precedence over unknown values and errors: ${text}`, () => {
    assert.throws(
      () => evaluate(text, PENDING_VARIABLES),
      (error: unknown) => error === PENDING,
    )
  })
}

for (const text of ['off && fact == 1', '!(fact == 1 || on)']) {
  test(`a pending value is ignored if the result does not depend on it: ${text}`, () => {
    assert.is(evaluate(text, PENDING_VARIABLES), false)
  })
}

const NAMES: readonly (readonly [string, string[]])[] = [
  ['a.b + c["d"] == e', ['a', 'c', 'e']],
  ['xs.all(n, n > m)', ['xs', 'm']],
  ['xs.map(n, n > 1, n + k).exists(n, n == z)', ['xs', 'k', 'z']],
  ['n > 1 && xs.all(n, n > 1)', ['n', 'xs']],
  ['cel.bind(a, b, a + c)', ['b', 'c']],
  ['has(a.b) && defined(c) && defined("d") && default(e.f, g) == 1', ['a', 'g', 'c', 'd', 'e']],
  ['vars.a + vars["b"]', ['vars', 'a', 'b']],
  ['type(a) == string ? {"k": b} : {"l": [c]}', ['a', 'b', 'c']],
  ['a.?b.orValue(c)', ['a', 'c']],
]

for (const [text, names] of NAMES) {
  test(`the names of an expression are its free variables: ${text}`, () => {
    assert.equal([...compileExpression(text, place).names].sort(), names.sort())
  })
}

const unread = 'this is not an expression that CEL can read'
const MISTAKES: readonly (readonly [string, string, string | undefined])[] = [
  [
    'on && txet == "a"',
    'there is no variable `txet`\n  on && txet == "a"\n        ^',
    'did you mean `text`?',
  ],
  ['txet == "a" && off', 'there is no variable `txet`\n  txet == "a" && off\n  ^', 'did you mean `text`?'],
  [
    '!off && (on ? txet == "a" : off)',
    'there is no variable `txet`\n  !off && (on ? txet == "a" : off)\n                ^',
    'did you mean `text`?',
  ],
  [
    'text == zzzzzz',
    'there is no variable `zzzzzz`\n  text == zzzzzz\n          ^',
    'quote it if it is text: `"zzzzzz"`; test whether a variable exists with `defined(zzzzzz)`',
  ],
  ['result.stdot', '`result` has no key `stdot`\n  result.stdot\n         ^', 'did you mean `stdout`?'],
  ['x.y', '`x` is a number, so it has no `y`\n  x.y\n    ^', undefined],
  ['ports[7]', 'there is no item 7: the list has 2\n  ports[7]\n  ^', undefined],
  [
    'text > 1',
    '`>` cannot be used with text and a number\n  text > 1\n  ^',
    'convert the text with `int()` or `double()`',
  ],
  [
    'text + x',
    '`+` cannot be used with text and a number\n  text + x\n  ^',
    'convert the number with `string()`',
  ],
  ['!text', '`!` takes true or false, got text\n  !text\n  ^', 'compare it: `x == ""`, `size(xs) == 0`'],
  [
    '"a" in nothing',
    '`in` takes a list, a map or a text on the right, got null\n  "a" in nothing\n  ^',
    undefined,
  ],
  [
    'on && text',
    '`&&` and `||` take true or false, got text\n  on && text\n  ^',
    'compare it: `x != ""`, `size(xs) > 0`, `x > 0`; `bool(x)` converts text such as `yes`; a result has `.changed`, `.failed`, `.skipped`',
  ],
  ['siz(ports)', 'there is no function `siz`\n  siz(ports)\n  ^', 'did you mean `size`?'],
  ['x / 0', '`/` cannot divide by 0\n  x / 0\n  ^', undefined],
  ['x ==', 'the expression ends too early\n  x ==\n      ^', undefined],
  ['x = 5', `${unread}\n  x = 5\n    ^`, 'write `x == 5`'],
  ['"abc', 'this text has no closing quote\n  "abc\n  ^', undefined],
  [
    'package == 1',
    '`package` is a reserved word of CEL and cannot be a variable\n  package == 1\n  ^',
    'write `vars["package"]`',
  ],
  [
    'version("1", "=>", "2")',
    '`version` compares by `<`, `<=`, `>`, `>=`, `==` or `!=`, got `=>`\n  version("1", "=>", "2")\n  ^',
    'such as `version(etcd_version, ">=", "3.4")`',
  ],
  [
    '9223372036854775807',
    '`9223372036854775807` is too large for an exact number\n  9223372036854775807\n  ^',
    'convert it to text with `string()`',
  ],
]

for (const [text, message, hint] of MISTAKES) {
  test(`an error shows a caret below the mistake, and a hint: ${text}`, () => {
    assert.equal(failure(text), { message, hint })
  })
}

const JINJA: readonly (readonly [string, string])[] = [
  ['{{ x }}', 'conditions and `!expr` are already expressions and take no `{{ }}`: write `x`'],
  [
    '{{ x | int }} > 1',
    'conditions and `!expr` are already expressions and take no `{{ }}`: write `int(x) > 1`',
  ],
  ['{{ x | ipaddr }}', 'conditions and `!expr` are already expressions and take no `{{ }}`'],
  ['x == 5 and on', 'write `x == 5 && on`'],
  ['on or off', 'write `on || off`'],
  ['not on', 'write `!on`'],
  ['x is defined', 'write `defined(x)`'],
  ['x.y is not defined', 'write `!defined(x.y)`'],
  ['x is undefined', 'write `!defined(x)`'],
  ['x is none', 'write `x == null`'],
  ['result is changed', 'write `result.changed`'],
  ['result is not failed', 'write `!result.failed`'],
  ['result is succeeded', 'write `!result.failed`'],
  ['result is skipped', 'write `default(result.skipped, false)`'],
  ['text is match("a.*")', 'write `matches(text, "^a.*")`'],
  ['text is match("a|b")', 'write `matches(text, "^(?:a|b)")`'],
  ['text is search("a.*")', 'write `matches(text, "a.*")`'],
  ["list[1:] == ['b']", 'write `slice(list, 1) == ["b"]`'],
  ['text[:3] == "abc"', 'write `slice(text, null, 3) == "abc"`'],
  ['list[::-1] == []', 'write `slice(list, null, null, -1) == []`'],
  ['(a | combine([b, c])) == a', 'write `combine(a, [b, c]) == a`'],
  ['text is match("(?i)a")', 'write `matches(text, "(?i)^a")`'],
  ['text is match("(?im)^a|b")', 'write `matches(text, "(?im)^(?:^a|b)")`'],
  ['text is match("(?P<x>a)")', 'write `matches(text, "^(?P<x>a)")`'],
  ["version_of is version('3.4', '>=')", 'write `version(version_of, ">=", "3.4")`'],
  ['x is string', 'write `type(x) == string`'],
  ['ports | length > 0', 'write `size(ports) > 0`'],
  ['x | bool', 'write `bool(x)`'],
  ['x | default(3) > 2', 'write `default(x, 3) > 2`'],
  ['x | ipaddr', 'the filter `ipaddr` is Jinja, and CEL has no equivalent'],
  ['x not in ports', 'write `!(x in ports)`'],
  ['on == True', 'write `on == true`'],
  ['"a" if on else "b"', 'write `ternary(on, "a", "b")`'],
  ['"a" if x > 1 else "b"', 'write `x > 1 ? "a" : "b"`'],
  ['x = 1', 'write `x == 1`'],
  ['x ~ "a"', 'write `concat(x, "a")`'],
  ['result.stdout and on', 'write `result.stdout != "" && on`'],
  ['yes', 'write `true`'],
  ["lookup('env', 'HOME')", 'write `env("HOME")`'],
  ["lookup('env', 'HOME') and on", 'write `env("HOME") != "" && on`'],
  ["not query('fileglob', 'conf/*')", 'write `size(fileglob("conf/*")) == 0`'],
  ["lookup('file', 'a', 'b') == on", 'write `join([file("a"), file("b")], ",") == on`'],
  ["query('fileglob', 'conf/*') | length > 0", 'write `size(fileglob("conf/*")) > 0`'],
  ["'x' in query('lines', 'cat x')", 'write `"x" in lines(pipe("cat x"))`'],
  ["lookup('vars', 'a_' ~ x) is defined", 'write `defined(vars(concat("a_", x)))`'],
  ["lookup('password', 'pw/' + x + ' length=15')", 'write `password("pw/" + x, {"length": 15})`'],
  [
    "lookup('password', 'pw/x length=' ~ x)",
    'the lookup `password` is the function `password`, with its terms and options',
  ],
  [
    "lookup('url', 'http://x/')",
    'there is no function for the lookup `url`: fetch it in a task, with `uri` and `return_content: true` or with `get_url`, and register the result',
  ],
  [
    "lookup('community.general.some', 'x')",
    'there is no function for the lookup `community.general.some`: read files with `file`, and what a program prints with `pipe` or `!secret {command: …}`',
  ],
]

for (const [text, hint] of JINJA) {
  test(`a Jinja condition is refused with its CEL equivalent: ${text}`, () => {
    assert.equal(failure(text).hint, hint)
  })
}

test('text in quotes is not mistaken for Jinja', () => {
  assert.equal(
    failure('zzzzzz == "this and that is not defined"').hint,
    'quote it if it is text: `"zzzzzz"`; test whether a variable exists with `defined(zzzzzz)`',
  )
})

const TYPE_NAMES: readonly (readonly [string, unknown])[] = [
  ['list[0] + map.a', 2],
  ['type == "x" && string != ""', true],
  ['[1].map(type, type + list[0])', [2]],
  ['defined(map) && defined(map.a) && !defined(map.b)', true],
  ['type(x) == double', true],
]

for (const [text, expected] of TYPE_NAMES) {
  test(`a variable may have the name of a CEL type: ${text}`, () => {
    assert.equal(evaluate(text, { list: [1], map: { a: 1 }, type: 'x', string: 's', x: 1 }), expected)
  })
}

test('a variable with the name of a CEL type is among the names of an expression, and may be missing', () => {
  assert.equal([...compileExpression('map.a + list[0]', place).names], ['map', 'list'])
  assert.equal(failure('list == 1').message, 'there is no variable `list`\n  list == 1\n  ^')
})

const JAVASCRIPT = [
  'constructor',
  'conf.constructor',
  'conf["__proto__"]',
  'ports.constructor',
  '"".constructor',
  'conf.toString',
]

for (const text of JAVASCRIPT) {
  test(`names of JavaScript built-ins are not defined: ${text}`, () => {
    assert.throws(
      () => evaluate(text),
      (error: unknown) => error instanceof InputError,
    )
  })
}

test('names of JavaScript built-ins may be keys of a map', () => {
  assert.equal(evaluate('"constructor" in conf'), false)
  const odd = { m: { constructor: 1, a: 2, ['__proto__']: 3 } }
  assert.equal(evaluate('m.a', odd), 2)
})

test('an expression that is evaluated within itself keeps its loop variables separate', () => {
  const text = 'xs.map(n, n == "in" ? inner : n)'
  const inner = lazyObject(
    () => ['xs', 'inner'],
    name => (name === 'xs' ? ['c', 'd'] : 'none'),
  )
  const outer = lazyObject(
    () => ['xs', 'inner'],
    name => (name === 'xs' ? ['a', 'in', 'b'] : evaluate(text, inner)),
  )
  assert.equal(evaluate(text, outer), ['a', ['c', 'd'], 'b'])
})

test('any data is returned unchanged by an expression', () => {
  fc.assert(
    fc.property(fc.jsonValue(), value => {
      assert.equal(evaluate('x', { x: value }), value)
      assert.equal(evaluate('[x][0]', { x: value }), value)
      assert.is(evaluate('x == y', { x: value, y: structuredClone(value) }), true)
    }),
    { numRuns: 200 },
  )
})

test('random text is a valid expression or gives an InputError, never another error', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 3 }),
    fc.constantFrom(
      'x',
      'ports',
      'map',
      '.a',
      '[0]',
      '(',
      ')',
      ' && ',
      ' || ',
      '!',
      ' == ',
      ' + ',
      '"',
      "'",
      '"a"',
      ' in ',
      '.map(n, n)',
      '?',
      ':',
      '{',
      '}',
      'has(',
      'defined(',
      'size(',
      ',',
      '1',
      '.5',
      'u',
      ' is ',
      ' not ',
      'true',
      'null',
      '\n',
      '.?',
      'optional',
      'default(',
      'cel.bind(',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 10 }).map(parts => parts.join('')),
      text => {
        try {
          evaluate(text)
        } catch (error) {
          const isExpected = error instanceof InputError && error.place !== undefined
          assert.ok(isExpected || error instanceof UnknownValueError, `${text}: ${(error as Error).stack}`)
        }
      },
    ),
    { numRuns: 3000 },
  )
})

test.run()
