import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, type ScalarSource, type Source } from '../../src/errors.ts'
import { type Entry, Scope } from '../../src/evaluation/scope.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { isLazy, lazyObject } from '../../src/values/lazy.ts'
import { Masks, Secret } from '../../src/values/secret.ts'
import { Unknown, UnknownValueError } from '../../src/values/unknown.ts'
import { loadVarsFile } from '../../src/yaml/load.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-scope-'))
const place = { file: join(folder, 'none.yml'), line: 1, column: 1 }

/** Variables as a user writes them, read by the YAML reader. */
function sources(yaml: string): Map<string, Entry> {
  const file = join(folder, `${Math.random()}.yml`)
  writeFileSync(file, yaml)
  return new Map([...loadVarsFile(file)].map(([name, source]) => [name, { source }]))
}

function values(data: Record<string, unknown>): Map<string, Entry> {
  return new Map(Object.entries(data).map(([name, value]) => [name, { value }]))
}

function source(text: string, tag?: '!expr' | '!unsafe'): Source {
  return { kind: 'scalar', value: text, place, ...(tag ? { tag } : {}) }
}

/** The source of a condition or an expression. */
function written(value: string | number | boolean | null): ScalarSource {
  return { kind: 'scalar', value, place }
}

function failure(work: () => unknown): {
  message: string
  hint: string | undefined
  line: number | undefined
} {
  try {
    work()
  } catch (error) {
    assert.instance(error, InputError)
    const { message, hint, place: at } = error as InputError
    return { message, hint, line: at?.line }
  }
  throw new Error('nothing was thrown')
}

test('a variable can be rendered from others in any order, and values keep their types', () => {
  const scope = Scope.of([
    sources(`
url: "https://{{ address }}:{{ port }}"
address: 10.0.0.1
port: !expr base + 1
base: 2378
ports: "{{ list port 80 }}"
deep: { a: ["{{ url }}", "{{ ports }}"], b: null, c: true, d: 1.5 }
raw: !unsafe "{{ no }}"
octal: 0644
`),
  ])
  const rows: [string, unknown][] = [
    ['url', 'https://10.0.0.1:2379'],
    ['port', 2379],
    ['ports', [2379, 80]],
    ['deep', { a: ['https://10.0.0.1:2379', [2379, 80]], b: null, c: true, d: 1.5 }],
    ['raw', '{{ no }}'],
    ['octal', '0644'],
  ]
  for (const [name, expected] of rows) assert.equal(scope.get(name), expected, name)
  assert.is(scope.get('deep'), scope.get('deep'))
  assert.equal([...scope.names()], ['url', 'address', 'port', 'base', 'ports', 'deep', 'raw', 'octal'])
})

test('a later layer overrides earlier ones, also in variables that are rendered from the overridden one', () => {
  const base = Scope.of([sources('a: one\nb: "{{ a }}!"\nc: alone'), sources('a: two')])
  assert.is(base.get('b'), 'two!')
  const extended = base.extend(values({ a: 'three' }))
  assert.is(extended.get('b'), 'three!')
  assert.is(extended.get('c'), 'alone')
  assert.is(base.get('b'), 'two!')
  assert.is(extended.extend(values({ item: 1 })).get('b'), 'three!')
})

test('a value from a host or a task is never rendered as a template', () => {
  const hostile = '{{ secret }} {{#each x}} \\{{a}} {% if %} {{{{raw}}}}'
  const scope = Scope.of([
    values({ from_host: hostile, list: [hostile], map: { [hostile]: hostile } }),
    sources(
      'copy: "{{ from_host }}"\nagain: "{{ copy }}"\ntext: "<{{ again }}>"\nexpr: !expr from_host + "!"',
    ),
  ])
  assert.is(scope.get('again'), hostile)
  assert.is(scope.get('text'), `<${hostile}>`)
  assert.is(scope.get('expr'), `${hostile}!`)
  assert.equal(scope.render(source('{{ list }}')), [hostile])
  assert.equal(scope.render(source('{{ map }}')), { [hostile]: hostile })
})

test('text that results from rendering is not rendered again', () => {
  const piece = fc.constantFrom('{{x}}', '{{', '}}', '\\', 'a', '{{{', '{%', '!expr', '\n', '"', "'")
  fc.assert(
    fc.property(
      fc.array(piece, { maxLength: 8 }).map(parts => parts.join('')),
      text => {
        const one: Entry = { source: source('{{ value }}') }
        const two: Entry = { source: source('{{ one }}') }
        const scope = Scope.of([
          values({ value: text, x: 'RENDERED' }),
          new Map([
            ['one', one],
            ['two', two],
          ]),
        ])
        assert.is(scope.get('two'), text)
        assert.is(scope.render(source('[{{ two }}]')), `[${text}]`)
        assert.is(scope.evaluate(written('two')), text)
      },
    ),
    { numRuns: 200 },
  )
})

test('a variable that refers to itself is an error that shows the cycle', () => {
  const scope = Scope.of([sources('a: "{{ b }}"\nb: !expr c + 1\nc: "{{ a }}"\nd: "x{{ d }}"')])
  assert.equal(
    failure(() => scope.get('a')),
    { message: '`a` refers to itself: a -> b -> c -> a', hint: undefined, line: 1 },
  )
  assert.equal(
    failure(() => scope.get('b')),
    { message: '`b` refers to itself: b -> c -> a -> b', hint: undefined, line: 2 },
  )
  assert.equal(
    failure(() => scope.get('d')),
    { message: '`d` refers to itself: d -> d', hint: undefined, line: 4 },
  )
})

test('an undefined variable is an error with the place that uses it and a suggestion', () => {
  const scope = Scope.of([sources('port: 1\nurl:\n  - "http://{{ prot }}"')])
  assert.equal(
    failure(() => scope.get('url')),
    { message: 'there is no variable `prot`', hint: 'did you mean `port`?', line: 3 },
  )
  assert.equal(
    failure(() => scope.get('prt')),
    { message: 'there is no variable `prt`', hint: 'did you mean `port`?', line: undefined },
  )
})

test('an unknown value stays unknown where it is used, and a template file that needs it is not rendered', () => {
  const unknown = new Unknown('the output of `x`')
  const scope = Scope.of([
    values({ later: unknown, result: { rc: 0, stdout: unknown } }),
    sources('derived: "v{{ later }}"'),
  ])
  // The text in front of the unknown value is known.
  const derived = new Unknown(unknown.reason, { prefix: 'v' })
  assert.equal(scope.get('derived'), derived)
  assert.equal(scope.render({ kind: 'list', items: [source('a'), source('{{ derived }}')], place }), [
    'a',
    derived,
  ])
  assert.is(scope.evaluate(written('result.stdout == "x"')), unknown)
  assert.is(scope.evaluateCondition(written('result.rc == 1 && result.stdout == "x"')), false)
  assert.is(scope.evaluateCondition(written('later')), unknown)
  const file = compileTemplate('{{ derived }}', place, { isWholeFile: true })
  assert.throws(
    () => scope.renderFile(file),
    (error: unknown) => error instanceof UnknownValueError && error.unknown === scope.get('derived'),
  )
})

test('`needs` gives all variables that a rendering may read, including missing ones', () => {
  const scope = Scope.of([
    sources(
      'a: "{{ b }} {{ ansible_os_family }}"\nb: !expr c + 1\nc: 1\nd: "{{ d2 }}"\nd2: [{ x: "{{ missing }}" }]',
    ),
  ])
  const rows: [Source, string[]][] = [
    [source('{{ a }}'), ['a', 'ansible_os_family', 'b', 'c']],
    [source('{{ d }}'), ['d', 'd2', 'missing']],
    [source('xs.all(x, x > c)', '!expr'), ['c', 'xs']],
    [source('defined("ansible_memory")', '!expr'), ['ansible_memory']],
    [source('{{ vars.b }}'), ['b', 'c', 'vars']],
    [source('{{ a }}', '!unsafe'), []],
    [source('plain'), []],
    [{ kind: 'list', items: [source('{{ c }}'), source('{{ zz }}')], place }, ['c', 'zz']],
  ]
  for (const [each, expected] of rows) assert.equal([...scope.needs(each)].sort(), expected)
  const file = compileTemplate('{{ a }}', place, { isWholeFile: true })
  assert.equal([...scope.needs(file)].sort(), ['a', 'ansible_os_family', 'b', 'c'])
})

test('conditions give true or false; other results are errors with a hint', () => {
  const job = { started: 1, finished: 0 }
  const scope = Scope.of([
    values({ ...{ on: true, n: 1, text: 'maybe', list: [1], map: { a: 1 }, nothing: null }, job }),
  ])
  assert.is(scope.evaluateCondition(written(true)), true)
  assert.is(scope.evaluateCondition(written('on && n == 1')), true)
  assert.is(scope.evaluateCondition(written('job.finished')), false)
  assert.is(scope.evaluateCondition(written('job.started && !job.finished')), true)
  assert.is(scope.evaluateCondition(written('job.finished == 0')), true)
  const rows: [string | number | null, string, string][] = [
    [
      'text',
      'expected true or false, got the text `maybe` from `text`',
      'only the texts `true`, `yes`, `on`, `false`, `no` and `off` are conditions; compare other text: `x == "web"`, `x != ""`',
    ],
    ['n', 'expected true or false, got `1` from `n`', 'compare it: `x > 0`'],
    [1, 'expected true or false, got `1` from `1`', 'compare it: `x > 0`'],
    ['list', 'expected true or false, got a list from `list`', 'test its size: `size(xs) > 0`'],
    [
      'map',
      'expected true or false, got a map from `map`',
      'for a result use `.changed`, `.failed` or `.skipped`; for a map `"key" in x`',
    ],
    ['nothing', 'expected true or false, got null from `nothing`', 'compare it: `x != null`'],
    [null, 'expected true or false, got null from `null`', 'compare it: `x != null`'],
  ]
  for (const [condition, message, hint] of rows) {
    assert.equal(
      failure(() => scope.evaluateCondition(written(condition))),
      { message, hint, line: 1 },
    )
  }
})

test('a condition may give true or false as text', () => {
  for (const text of ['true', 'True', 'TRUE', 'yes', 'Yes', 'on', 'ON', ' true ']) {
    assert.is(Scope.of([values({ flag: text })]).evaluateCondition(written('flag')), true, text)
  }
  for (const text of ['false', 'False', 'no', 'NO', 'off', 'oFF']) {
    assert.is(Scope.of([values({ flag: text })]).evaluateCondition(written('flag')), false, text)
  }
  for (const text of ['', '1', '0', 'y', 'n', 'none', 'yes please']) {
    assert.throws(
      () => Scope.of([values({ flag: text })]).evaluateCondition(written('flag')),
      /^expected true or false, got (the text `|empty text from)/,
    )
  }
})

test('secrets are read when used, masked when read, and never rendered as templates', () => {
  writeFileSync(join(folder, 'password'), 'from {{file}}\n')
  process.env.DROVER_TEST_SECRET = 'from {{env}}'
  const masks = new Masks()
  const scope = Scope.of(
    [
      sources(
        'literal: !secret "pass {{word}}"\nenv: !secret {env: DROVER_TEST_SECRET}\nfile: !secret {file: password}\nurl: "http://u:{{ env }}@h"\nmap: { inner: !secret deep-secret }\nabsent: !secret {env: DROVER_TEST_ABSENT}\nnone: !secret {file: nope}\nwrong: !secret {key: x}',
      ),
    ],
    { masks },
  )
  delete process.env.DROVER_TEST_ABSENT
  const literal = scope.get('literal')
  assert.instance(literal, Secret)
  assert.is(String(literal), '***')
  assert.is(scope.render(source('{{ literal }}')), 'pass {{word}}')
  assert.is(scope.render(source('{{ file }}')), 'from {{file}}')
  assert.is(scope.get('url'), 'http://u:from {{env}}@h')
  assert.equal(scope.render(source('{{ map }}')), { inner: 'deep-secret' })
  assert.is(scope.evaluate(written('env + literal')), 'from {{env}}pass {{word}}')
  assert.is(masks.mask('from {{env}}, pass {{word}}, from {{file}}, deep-secret'), '***, ***, ***, ***')
  assert.equal(
    failure(() => scope.get('absent')),
    {
      message: 'the environment variable `DROVER_TEST_ABSENT` is not set',
      hint: 'set it before the run: `read -rs DROVER_TEST_ABSENT && export DROVER_TEST_ABSENT`',
      line: 6,
    },
  )
  assert.equal(
    failure(() => scope.get('none')),
    {
      message: 'the secret file `nope` does not exist',
      hint: `looked for ${join(folder, 'nope')}`,
      line: 7,
    },
  )
  assert.equal(
    failure(() => scope.get('wrong')),
    {
      message: 'this is not a valid `!secret`',
      hint: 'write `!secret {env: NAME}`, `!secret {file: PATH}`, `!secret {command: [PROGRAM, WORD, …]}` or `!secret "text"`',
      line: 8,
    },
  )
  delete process.env.DROVER_TEST_SECRET
})

test('reading one variable of `vars` or `hostvars` does not evaluate the others', () => {
  const made: string[] = []
  const scope: Scope = Scope.of([
    sources(
      'good: "{{ base }}!"\nbase: x\nbroken: "{{ nope }}"\npeer: "{{ hostvars.node2 }}"\nport: "{{ peer.port }}"',
    ),
    values({
      hostvars: lazyObject(
        () => ['node1', 'node2'],
        name => {
          made.push(name)
          return lazyObject(
            () => ['port', 'bad'],
            key => (key === 'port' ? 1 : scope.get('broken')),
          )
        },
      ),
    }),
    new Map<string, Entry>([
      [
        'vars',
        {
          value: lazyObject(
            () => scope.names(),
            name => scope.get(name),
          ),
        },
      ],
    ]),
  ])
  const rows: [string, unknown][] = [
    ['vars.good', 'x!'],
    ['vars["good"]', 'x!'],
    ['"broken" in vars', true],
    ['"nothing" in vars', false],
    ['size(hostvars)', 2],
    ['hostvars.all(h, h.startsWith("node"))', true],
    ['hostvars["node2"].port + 1', 2],
    ['default(hostvars.node9.port, 7)', 7],
  ]
  for (const [text, expected] of rows) assert.equal(scope.evaluate(written(text)), expected, text)
  assert.is(scope.render(source('{{ vars.good }}')), 'x!')
  assert.is(scope.get('port'), 1)
  assert.is(scope.render(source('{{#each hostvars}}{{@key}} {{/each}}')), 'node1 node2 ')
  assert.is(scope.render(source('{{ length (keys hostvars) }}')), 2)
  assert.not.ok(made.includes('broken'))
})

test('a rendered value is plain data: lazy maps are written out, except for those inside others', () => {
  const scope: Scope = Scope.of([
    values({ a: 1, s: new Secret('hush-hush') }),
    new Map<string, Entry>([
      [
        'vars',
        {
          value: lazyObject(
            () => scope.names(),
            name => scope.get(name),
          ),
        },
      ],
    ]),
  ])
  const all = scope.render(source('{{ vars }}'))
  assert.not.ok(isLazy(all))
  assert.equal(all, { a: 1, s: 'hush-hush' })
  assert.is(scope.render(source('= {{ vars }}')), '= {"a":1,"s":"hush-hush"}')
  assert.equal(scope.evaluate(written('[vars]')), [{ a: 1, s: 'hush-hush' }])
  assert.is(scope.evaluate(written('json(vars)')), '{"a":1,"s":"hush-hush"}')
})

test('names such as `__proto__` are ordinary variables', () => {
  const scope = Scope.of([
    values({ ['__proto__']: 'p', constructor: 'c', toString: 't' }),
    sources('m: { "__proto__": { x: 1 } }'),
  ])
  assert.is(scope.render(source('{{ __proto__ }}{{ constructor }}{{ toString }}')), 'pct')
  const map = scope.get('m') as Record<string, unknown>
  assert.equal(Object.keys(map), ['__proto__'])
  assert.is((map as { x?: number }).x, undefined)
  assert.is(({} as { x?: number }).x, undefined)
})

test('an error in an expression has its exact line and column in the file', () => {
  const scope = Scope.of([sources('x: 1\ny: !expr x + nope\nz: !expr "x + nope"')])
  for (const [name, line, column] of [
    ['y', 2, 14],
    ['z', 3, 15],
  ] as const) {
    try {
      scope.get(name)
      assert.unreachable()
    } catch (error) {
      assert.equal([(error as InputError).place?.line, (error as InputError).place?.column], [line, column])
    }
  }
})

test.run()
