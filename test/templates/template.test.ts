import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import Handlebars from 'handlebars'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import { InputError } from '../../src/errors.ts'
import { compileTemplate, hasTemplate } from '../../src/templates/template.ts'
import { Secret } from '../../src/values/secret.ts'
import { Unknown, UnknownValueError } from '../../src/values/unknown.ts'

const place = { file: '/none/site.yml', line: 3, column: 7 }

const variables = {
  port: 2379,
  version: new Float(1),
  on: true,
  off: false,
  nothing: null,
  empty: '',
  zero: 0,
  none: [],
  text: 'a & <b> "c"',
  ports: [80, 443],
  map: { a: 1, 'b-c': 'dash', inner: { deep: 'yes' } },
  'my-name': 'dashed',
  values: 'a variable named as a helper',
  groups: { etcd: ['node1', 'node2', 'node3'] },
  hostvars: {
    node1: { address: '10.0.0.1' },
    node2: { address: '10.0.0.2' },
    node3: { address: '10.0.0.3' },
  },
  users: [
    { name: 'ann', shell: '/bin/sh' },
    { name: 'bob', shell: '/bin/bash' },
  ],
  evil: '{{port}} {{{text}}} {{#each ports}}x{{/each}}',
  secret: new Secret('s3cret-text'),
  later: new Unknown('a task that has not run'),
  result: { changed: true, stdout: new Unknown('what it prints') },
}

function render(text: string, context: Record<string, unknown> = variables): unknown {
  return compileTemplate(text, place).render(context)
}

function failure(work: () => unknown): { message: string; hint: string | undefined } {
  try {
    work()
  } catch (error) {
    assert.instance(error, InputError)
    assert.equal((error as InputError).place, place)
    return { message: (error as InputError).message, hint: (error as InputError).hint }
  }
  throw new Error('nothing was thrown')
}

const TYPED: readonly (readonly [string, unknown])[] = [
  ['{{ ports }}', [80, 443]],
  ['{{port}}', 2379],
  ['{{{port}}}', 2379],
  ['{{~ port ~}}', 2379],
  ['{{! a comment }}{{port}}', 2379],
  ['{{version}}', new Float(1)],
  ['{{on}}', true],
  ['{{nothing}}', null],
  ['{{map}}', variables.map],
  ['{{hostvars.node1.address}}', '10.0.0.1'],
  ['{{hostvars.[node1]}}', { address: '10.0.0.1' }],
  ['{{ports.[0]}}', 80],
  ['{{ports.length}}', 2],
  ['{{map.b-c}}', 'dash'],
  ['{{map.[b-c]}}', 'dash'],
  ['{{my-name}}', 'dashed'],
  ['{{values}}', 'a variable named as a helper'],
  ['{{lookup ports 1}}', 443],
  ['{{default absent 3}}', 3],
  ['{{default map.absent ports}}', [80, 443]],
  ['{{"text"}}', 'text'],
  ["{{'{{'}}", '{{'],
  ['{{12}}', 12],
  ['{{true}}', true],
  ['{{null}}', null],
]

for (const [text, expected] of TYPED) {
  test(`text that is a single expression keeps the type of the value: ${text}`, () => {
    assert.equal(render(text), expected)
  })
}

const TEXTS: readonly (readonly [string, string])[] = [
  ['', ''],
  ['plain', 'plain'],
  [' {{port}}', ' 2379'],
  ['{{port}}{{port}}', '23792379'],
  ['{{on}} {{off}}', 'true false'],
  ['v{{version}} {{json (list version port)}} {{add version 1}}', 'v1.0 [1.0,2379] 2'],
  ['list {{ports}}', 'list [80,443]'],
  ['map {{map}}', 'map {"a":1,"b-c":"dash","inner":{"deep":"yes"}}'],
  ['<{{text}}>', '<a & <b> "c">'],
  ['<{{{text}}}>', '<a & <b> "c">'],
  ['{{#if on}}1{{/if}}', '1'],
  ['\\{{port}} {{port}}', '{{port}} 2379'],
  ['{{{{raw}}}}{{.Names}} {{port}}{{{{/raw}}}}', '{{.Names}} {{port}}'],
  ['a {{~ port ~}} b', 'a2379b'],
  ['pw={{secret}}', 'pw=s3cret-text'],
  ['{{!-- {{port}} --}}x', 'x'],
]

for (const [text, expected] of TEXTS) {
  test(`other text renders to text, with values as in JSON: ${text}`, () => {
    assert.equal(render(text), expected)
  })
}

const BLOCKS: readonly (readonly [string, string])[] = [
  ['{{#if on}}a{{else}}b{{/if}}', 'a'],
  ['{{#if zero}}a{{else}}b{{/if}}', 'b'],
  ['{{#if zero includeZero=true}}a{{else}}b{{/if}}', 'a'],
  ['{{#if none}}a{{else}}b{{/if}}', 'b'],
  ['{{#if empty}}a{{else if on}}b{{else}}c{{/if}}', 'b'],
  ['{{#if map.absent}}a{{else}}b{{/if}}', 'b'],
  ['{{#if map.absent.deeper}}a{{else}}b{{/if}}', 'b'],
  ['{{#unless off}}a{{/unless}}', 'a'],
  ['{{#if (and on (eq port 2379))}}a{{/if}}', 'a'],
  ['{{#each ports}}{{@index}}={{this}}{{#unless @last}},{{/unless}}{{/each}}', '0=80,1=443'],
  ['{{#each map.inner}}{{@key}}={{this}} {{@first}} {{@last}}{{/each}}', 'deep=yes true true'],
  ['{{#each users}}{{name}}:{{this.shell}} {{/each}}', 'ann:/bin/sh bob:/bin/bash '],
  ['{{#each users as |user i|}}{{i}}{{user.name}}{{@root.port}}{{/each}}', '0ann23791bob2379'],
  ['{{#each map.inner as |value key|}}{{key}}{{value}}{{/each}}', 'deepyes'],
  ['{{#each none}}a{{else}}b{{/each}}', 'b'],
  ['{{#each map.absent}}a{{else}}b{{/each}}', 'b'],
  ['{{#each ports}}{{#if @first}}{{../port}}{{/if}}{{/each}}', '2379'],
  [
    '{{#each users}}{{#each @root.ports}}{{../name}}{{@../index}}{{@index}} {{/each}}{{/each}}',
    'ann00 ann01 bob10 bob11 ',
  ],
  ['{{#with map.inner}}{{deep}}{{../port}}{{/with}}', 'yes2379'],
  ['{{#with map as |m|}}{{m.a}}{{/with}}', '1'],
  ['{{#with map.absent}}a{{else}}b{{/with}}', 'b'],
  [
    '{{#each groups.etcd}}{{#unless @first}},{{/unless}}{{this}}=https://{{lookup (lookup ../hostvars this) "address"}}:2380{{/each}}',
    'node1=https://10.0.0.1:2380,node2=https://10.0.0.2:2380,node3=https://10.0.0.3:2380',
  ],
]

for (const [text, expected] of BLOCKS) {
  test(`blocks with conditions, loops and scopes: ${text}`, () => {
    assert.equal(render(text), expected)
  })
}

test('line ends of a template are converted as requested, and those within values are kept', () => {
  const file = { file: '/none/etcd.conf', line: 1, column: 1 }
  const text = 'a\n{{#if x}}\nb {{x}}\r\n{{/if}}\nc\n'
  const rows: [string | undefined, string][] = [
    ['\n', 'a\nb 1\r\n2\n3\nc\n'],
    ['\r\n', 'a\r\nb 1\r\n2\n3\r\nc\r\n'],
    [undefined, 'a\nb 1\r\n2\n3\r\nc\n'],
  ]
  for (const [lineEnd, expected] of rows) {
    const template = compileTemplate(text, file, { isWholeFile: true, lineEnd })
    assert.is(template.render({ x: '1\r\n2\n3' }), expected)
  }
})

test('a template file keeps every byte, except for lines that contain only a block tag', () => {
  const file = { file: '/none/etcd.conf', line: 1, column: 1 }
  const text = '# é\r\n{{#each ports}}\n  - {{this}}\n{{/each}}\n\n{{#if on}}\nyes\n{{/if}}\nlast line\n\n'
  assert.equal(
    compileTemplate(text, file, { isWholeFile: true }).render(variables),
    '# é\r\n  - 80\n  - 443\n\nyes\nlast line\n\n',
  )
  assert.equal(compileTemplate('{{port}}', file, { isWholeFile: true }).render(variables), '2379')
})

const RENDER_ERRORS: readonly (readonly [string, string, string | undefined])[] = [
  ['{{prot}}', 'there is no variable `prot`', 'did you mean `port`?'],
  ['{{zzzzzz}}', 'there is no variable `zzzzzz`', 'define it, or write `{{default zzzzzz …}}`'],
  ['{{#if absent}}{{/if}}', 'there is no variable `absent`', 'define it, or write `{{default absent …}}`'],
  [
    '{{#unless absent}}{{/unless}}',
    'there is no variable `absent`',
    'define it, or write `{{default absent …}}`',
  ],
  [
    '{{#each absent}}{{/each}}',
    'there is no variable `absent`',
    'define it, or write `{{default absent …}}`',
  ],
  [
    '{{#with absent}}{{/with}}',
    'there is no variable `absent`',
    'define it, or write `{{default absent …}}`',
  ],
  [
    '{{#if (or off absent)}}{{/if}}',
    'there is no variable `absent`',
    'define it, or write `{{default absent …}}`',
  ],
  ['{{upper absent}}', 'there is no variable `absent`', 'define it, or write `{{default absent …}}`'],
  ['{{map.iner}}', '`map` has no key `iner`', 'did you mean `inner`?'],
  ['{{map.zzzzzz}}', '`map` has no key `zzzzzz`', 'its keys are a, b-c, inner'],
  ['{{#each map.zzzzzz}}{{/each}}', '`map` has no key `zzzzzz`', 'its keys are a, b-c, inner'],
  ['{{port.x}}', '`port` is a number, so it has no `x`', undefined],
  ['{{nothing.x}}', '`nothing` is null, so it has no `x`', undefined],
  ['{{ports.[9]}}', '`ports` has no item `9`: it is a list of 2', undefined],
  ['{{ports.x}}', '`ports` has no item `x`: it is a list of 2', 'an item of a list is written `.[0]`'],
  ['{{lookup map "x"}}', 'the value passed to `lookup` has no key `x`', 'its keys are a, b-c, inner'],
  [
    'a{{nothing}}',
    '`nothing` is null, which cannot be converted to text',
    'give it a value, or write `{{default … ""}}`',
  ],
  [
    '{{#each users}}{{port}}{{/each}}',
    '`this` has no `port`, which is a variable outside this block',
    'write `{{@root.port}}`',
  ],
  ['{{#each port}}{{/each}}', '`#each` loops over a list or a map, got a number', undefined],
  ['{{@index}}', '`@index` exists only inside `{{#each}}`', undefined],
  ['{{join port}}', '`join` takes a list, got a number', undefined],
  ['{{#if on}}{{add text 1}}{{/if}}', '`add` takes a number, got `a & <b> "c"`', undefined],
  [
    '{{constructor}}',
    'there is no variable `constructor`',
    'define it, or write `{{default constructor …}}`',
  ],
  ['{{__proto__}}', 'there is no variable `__proto__`', 'define it, or write `{{default __proto__ …}}`'],
  ['{{map.constructor}}', '`map` has no key `constructor`', 'its keys are a, b-c, inner'],
  ['{{map.__proto__.x}}', '`map` has no key `__proto__`', 'its keys are a, b-c, inner'],
  [
    '{{lookup map "toString"}}',
    'the value passed to `lookup` has no key `toString`',
    'its keys are a, b-c, inner',
  ],
]

for (const [text, message, hint] of RENDER_ERRORS) {
  test(`an error while rendering has a hint: ${text}`, () => {
    assert.equal(
      failure(() => render(text)),
      { message, hint },
    )
  })
}

const unclosed = 'close every `{{` with `}}`, and every block such as `{{#if}}` with `{{/if}}`'
const unread = 'this is not a template that Handlebars can read'
const COMPILE_ERRORS: readonly (readonly [string, string, string | undefined])[] = [
  [
    'a {{site_name',
    `${unread}\n  a {{site_name\n      ^`,
    'close it with `}}`; write literal `{{` as `\\{{`, or tag the text `!unsafe`',
  ],
  ['{{#if on}}a', 'the template ends too early\n  {{#if on}}a\n             ^', unclosed],
  [
    '{{#if on}}a{{/each}}',
    '`{{#if}}` is closed by `{{/each}}`\n  {{#if on}}a{{/each}}\n     ^',
    'close it with `{{/if}}`',
  ],
  ['a{{/if}}', `${unread}\n  a{{/if}}\n   ^`, 'no block is open here'],
  ['a{{else}}', `${unread}\n  a{{else}}\n   ^`, '`{{else}}` goes inside a block such as `{{#if}}`'],
  [
    '{"a": {{port}}}',
    `${unread}\n  {"a": {{port}}}\n              ^`,
    'put a space between `}}` and the `}` after it',
  ],
  [
    '{{> other}}',
    'partials such as `{{> other}}` exist only in template files',
    'write the text here, or use `template` with a file',
  ],
  ['{{* decorator}}', 'templates have no decorators (`{{* … }}`)', undefined],
  ['{{#* inline "x"}}{{/inline}}', 'templates have no decorators (`{{* … }}`)', undefined],
  ['{{uper text}}', 'there is no helper `uper`', 'did you mean `upper`?'],
  ['{{upper}}', 'there is no variable `upper`', 'define it, or write `{{default upper …}}`'],
  ['{{upper text text}}', '`upper` takes 1 value, got 2', 'write `{{upper text}}`'],
  ['{{eq text}}', '`eq` takes 2 values, got 1', 'write `{{eq a b}}`'],
  ['{{default text}}', '`default` takes 2 values or more, got 1', 'write `{{default value other …}}`'],
  ['{{join ports sep=","}}', '`join` takes no named values, got `sep=`', 'write `{{join list [separator]}}`'],
  [
    '{{#if eq port 1}}{{/if}}',
    '`{{#if}}` takes one value, got 3',
    'put a helper and its values in brackets: `{{#if (eq a b)}}`',
  ],
  ['{{#if on and off}}{{/if}}', '`{{#if}}` takes one value, got 3', 'write `{{#if (and on off)}}…{{/if}}`'],
  [
    '{{#each x in ports}}{{/each}}',
    '`{{#each}}` takes one value, got 3',
    'write `{{#each ports as |x|}}…{{/each}}`',
  ],
  ['{{#if not on}}{{/if}}', '`{{#if}}` takes one value, got 2', 'write `{{#if (not on)}}…{{/if}}`'],
  ['{{#for x}}{{/for}}', 'there is no block `{{#for}}`', 'write `{{#each xs}}…{{this}}…{{/each}}`'],
  [
    '{{#ports}}{{/ports}}',
    'there is no block `{{#ports}}`',
    'the blocks are `#if`, `#unless`, `#each` and `#with`; `{{#if ports}}` tests a variable, `{{#each ports}}` loops over it',
  ],
  [
    '{{this}}',
    '`this` means all variables here',
    'name one of them; `this` is the item inside `#each`, and `vars` is a map of all variables',
  ],
  [
    '{{@foo}}',
    'there is no `@foo`',
    'there are `@index`, `@key`, `@first` and `@last` in `#each`, and `@root`',
  ],
  [
    '{{#if on}}{{../port}}{{/if}}',
    '`../port` goes up too far: only 0 enclosing blocks change `this`',
    '`#each` and `#with` change it, `#if` and `#unless` do not; `@root.name` is a variable from anywhere',
  ],
]

for (const [text, message, hint] of COMPILE_ERRORS) {
  test(`an error while compiling has a hint: ${text}`, () => {
    assert.equal(
      failure(() => render(text)),
      { message, hint },
    )
  })
}

const go = (inner: string): string =>
  `if \`{{${inner}}}\` is meant for another program, write \`\\{{${inner}}}\`, or tag the text \`!unsafe\``
const FOREIGN: readonly (readonly [string, string | undefined])[] = [
  ["{{ x | default('y') }}", "write `{{default x 'y'}}`"],
  ["{{ xs | join(',') }}", "write `{{join xs ','}}`"],
  ['{{ x | to_nice_json(indent=2) }}', 'write `{{to_nice_json x indent=2}}`'],
  ['{{ x | from_json }}', 'write `{{from_json x}}`'],
  ['{{ x | ipaddr }}', 'the filter `ipaddr` is Jinja, and Handlebars has no equivalent'],
  ['{{ x == 1 }}', 'write `{{eq x 1}}`'],
  ['{{ x != 1 }}', 'write `{{ne x 1}}`'],
  ['{{ x >= 1 }}', 'write `{{ge x 1}}`'],
  ["{{ 'a' ~ b }}", "write `{{concat 'a' b}}`"],
  ["{{ foo['bar'] }}", 'write `{{foo.bar}}`'],
  ["{{ foo['a b'] }}", 'write `{{foo.[a b]}}`'],
  ['{{ foo[0] }}', 'write `{{foo.[0]}}`'],
  ["{{ foo['bar'][0] }}", 'write `{{foo.bar.[0]}}`'],
  ["{{ foo[0]['bar'] }}", 'write `{{foo.[0].bar}}`'],
  ['{{ hostvars[host] }}', 'write `{{lookup hostvars host}}`'],
  ["{{ hostvars[host]['address'] }}", "write `{{lookup hostvars host 'address'}}`"],
  ['{{ foo.0 }}', 'write `{{foo.[0]}}`'],
  ['{{ x + 1 }}', 'write `{{add x 1}}`'],
  ['{{ x - 1 }}', 'write `{{sub x 1}}`'],
  ['{{ x + y }}', 'write `!expr x + y` for the whole value'],
  ['a {{ x + y }}', '`+` of operands of unknown type is Jinja, and Handlebars has no equivalent'],
  ['{{ x is defined }}', 'write `{{defined x}}`'],
  ['{{ a if b else c }}', 'write `{{ternary b a c}}`'],
  ["{{ 'x' if a == 1 else 'y' }}", "write `{{ternary (eq a 1) 'x' 'y'}}`"],
  ["{{ (x.stdout | default('a')) | upper }}", "write `{{upper (default x.stdout 'a')}}`"],
  ['{{ x and y }}', 'write `{{and x y}}`'],
  ["{{ x.split(',') }}", "write `{{split x ','}}`"],
  ['{{ groups.get(x, []) }}', 'write `{{default (lookup groups x) []}}`'],
  ['{{#if x == 1}}{{/if}}', 'write `{{#if (eq x 1)}}…{{/if}}`'],
  ["{{#if x is defined and y == 'a'}}{{/if}}", "write `{{#if (and (defined x) (eq y 'a'))}}…{{/if}}`"],
  ["{{ lookup('env', 'HOME') }}", "write `{{env 'HOME'}}`"],
  ["{{ lookup('file', 'a') + x }}", "write `{{concat (file 'a') x}}`"],
  ["{{ lookup('file', x) | from_json }}", 'write `{{from_json (file x)}}`'],
  ["{{ lookup('ansible.builtin.pipe', 'id -u') }}", "write `{{pipe 'id -u'}}`"],
  ["{{ query('sequence', 'start=1 end=x') }}", "write `{{sequence start=1 end='x'}}`"],
  ["{{ lookup('ini', 'a section=b file=c.ini') }}", "write `{{ini 'a' section='b' file='c.ini'}}`"],
  ["{{ q('first_found', x, skip=true) }}", 'write `{{select (list (first_found x skip=true))}}`'],
  [
    "{{ lookup('dig', 'x') }}",
    'there is no function for the lookup `dig`: run `dig +short NAME` with `command` on localhost, and register the result',
  ],
  ['{{ [1, 2] }}', 'write `{{list 1 2}}`'],
  ["{{ {'a': x} }}", "write `{{dict 'a' x}}`"],
  ['{{.Names}}', go('.Names')],
  ['{{json .}}', go('json .')],
  ['{{range .Items}}', go('range .Items')],
]

for (const [text, hint] of FOREIGN) {
  test(`a Jinja or Go template is refused with the equivalent in Handlebars: ${text}`, () => {
    assert.equal(failure(() => render(text)).hint, hint)
  })
}

const STATEMENTS: readonly (readonly [string, string, string])[] = [
  [
    '{% if x %}a{% endif %}',
    '`{% if x %}` is Jinja, but templates are Handlebars',
    'write `{{#if x}}…{{/if}}`',
  ],
  [
    '{%- for x in xs -%}',
    '`{%- for x in xs -%}` is Jinja, but templates are Handlebars',
    'write `{{#each xs as |x|}}…{{x}}…{{/each}}`',
  ],
  [
    '{% for k, v in conf.items() %}',
    '`{% for k, v in conf.items() %}` is Jinja, but templates are Handlebars',
    'write `{{#each conf as |v k|}}…{{k}}…{{/each}}`',
  ],
  [
    '{% if a == 1 and b %}',
    '`{% if a == 1 and b %}` is Jinja, but templates are Handlebars',
    'write `{{#if (and (eq a 1) b)}}…{{/if}}`',
  ],
  ['{% else %}', '`{% else %}` is Jinja, but templates are Handlebars', 'write `{{#if x}}…{{else}}…{{/if}}`'],
  [
    '{% set a = 1 %}',
    '`{% set a = 1 %}` is Jinja, but templates are Handlebars',
    'make it a variable under `vars:`',
  ],
]

for (const [text, message, hint] of STATEMENTS) {
  test(`a Jinja statement is an error, also in text without braces: ${text}`, () => {
    assert.ok(hasTemplate(text))
    assert.equal(
      failure(() => render(text)),
      { message, hint: `${hint}; tag text that contains \`{%\` with \`!unsafe\`` },
    )
  })
}

test('a Jinja statement is an error, also in text without braces', () => {
  assert.not.ok(hasTemplate('100% {sure} %} ${x}'))
})

const NAMES: readonly (readonly [string, string[]])[] = [
  ['{{a}} {{b.c}} {{upper d}}', ['a', 'b', 'd']],
  ['{{#each xs}}{{name}} {{this.x}} {{../y}} {{@root.z}} {{@index}}{{/each}}', ['xs', 'y', 'z']],
  ['{{#each xs as |x|}}{{x.a}}{{#if ../b}}{{../c}}{{/if}}{{/each}}', ['xs', 'b', 'c']],
  ['{{#with a}}{{#with b}}{{../../c}}{{../d}}{{/with}}{{/with}}', ['a', 'c']],
  ['{{#if (defined "a")}}{{default b.c 1}}{{else}}{{d}}{{/if}}', ['a', 'b', 'd']],
  ['{{vars.a}} {{lookup vars "b"}}', ['vars', 'a', 'b']],
  ['{{{{raw}}}}{{a}}{{{{/raw}}}} \\{{b}} {{! c }}', []],
  ['{{this.a}} {{./b}}', ['a', 'b']],
]

for (const [text, names] of NAMES) {
  test(`the names of a template are its variables, in any position: ${text}`, () => {
    assert.equal([...compileTemplate(text, place).names], names)
  })
}

const STOPPED = [
  '{{later}}',
  'a {{later}}',
  '{{upper later}}',
  '{{#if later}}{{/if}}',
  '{{#each later}}{{/each}}',
  '{{result.stdout}}',
  '{{result}} as text',
  '{{or off later}}',
  '{{defined later.key}}',
  '{{defined result.stdout}}',
]
const KNOWN: readonly (readonly [string, unknown])[] = [
  ['{{#if on}}a{{else}}{{later}}{{/if}}', 'a'],
  ['{{#if (or on later)}}a{{/if}}', 'a'],
  ['{{ternary on 1 later}}', 1],
  ['{{default port later}}', 2379],
  ['{{result.changed}}', true],
  ['{{result}}', variables.result],
  ['{{defined later}}', true],
]

for (const text of STOPPED) {
  test(`an unknown value stops rendering, unless it is in a branch that is not taken: ${text}`, () => {
    assert.throws(
      () => render(text),
      (error: unknown) => error instanceof UnknownValueError,
    )
  })
}

for (const [text, expected] of KNOWN) {
  test(`an unknown value stops rendering, unless it is in a branch that is not taken: ${text}`, () => {
    assert.equal(render(text), expected)
  })
}

test('an error has its line and column within the YAML scalar of the template', () => {
  const folder = mkdtempSync(join(tmpdir(), 'drover-template-'))
  const file = join(folder, 'site.yml')
  writeFileSync(
    file,
    "a: \"x {{nope}}\"\nb: |\n  first\n  {{ nope }} second\nc: plain {{nope}}\nd: 'it''s {{nope}}'\n",
  )
  const rows: [string, { line: number; column: number }, { line: number; column: number }][] = [
    ['x {{nope}}', { line: 1, column: 4 }, { line: 1, column: 9 }],
    ['first\n{{ nope }} second\n', { line: 2, column: 4 }, { line: 4, column: 6 }],
    ['plain {{nope}}', { line: 5, column: 4 }, { line: 5, column: 12 }],
    ["it's {{nope}}", { line: 6, column: 4 }, { line: 6, column: 13 }],
  ]
  for (const [text, at, expected] of rows) {
    try {
      compileTemplate(text, { file, ...at }).render({})
      assert.unreachable()
    } catch (error) {
      assert.equal((error as InputError).place, { file, ...expected })
    }
  }
  try {
    compileTemplate(
      'one\ntwo {{nope}}\n',
      { file: '/t/x.hbs', line: 1, column: 1 },
      { isWholeFile: true },
    ).render({})
    assert.unreachable()
  } catch (error) {
    assert.equal((error as InputError).place, { file: '/t/x.hbs', line: 2, column: 7 })
  }
})

test('values are inserted verbatim and are never rendered again', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.constantFrom(
      '{{port}}',
      '{{{x}}}',
      '\\{{x}}',
      '{{#each',
      '{% if %}',
      '__proto__',
      '{{> p}}',
      '${x}',
      '`id`',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(hostile).map(parts => parts.join('')),
      value => {
        assert.is(render('{{value}}', { value }), value)
        assert.is(render('<{{value}}|{{{value}}}>', { value }), `<${value}|${value}>`)
        assert.is(render('{{#each xs}}{{this}};{{/each}}', { xs: [value, value] }), `${value};${value};`)
        assert.is(render('{{upper (lower value)}}', { value }), value.toLowerCase().toUpperCase())
        assert.is(render('{{lookup map key}}', { map: Object.fromEntries([[value, 1]]), key: value }), 1)
      },
    ),
    { numRuns: 300 },
  )
})

test('any data keeps its type and value, and changes no prototype', () => {
  fc.assert(
    fc.property(
      fc.jsonValue(),
      fc.constantFrom('x', '__proto__', 'constructor', 'toString'),
      (value, name) => {
        const context = Object.fromEntries([[name, { inner: value }]])
        assert.is(render(`{{[${name}].inner}}`, context), value)
        assert.is(render(`{{#each [${name}]}}{{#if @first}}{{@key}}{{/if}}{{/each}}`, context), 'inner')
      },
    ),
    { numRuns: 200 },
  )
  assert.is(({} as Record<string, unknown>).inner, undefined)
})

test('random text is a valid template or gives an InputError, never another error', () => {
  const part = fc.oneof(
    fc.string({ maxLength: 4 }),
    fc.constantFrom(
      '{{',
      '}}',
      '{{{',
      '}}}',
      '{{#if ',
      '{{/if}}',
      '{{#each ',
      '{{/each}}',
      '{{else}}',
      '{{^',
      '{{>',
      '{{!',
      '{{{{',
      '@index',
      '../',
      'port',
      'map.',
      'this',
      ' as |a b|',
      '(',
      ')',
      '~',
      '.[',
      ']',
      '"',
      '=',
      'eq ',
      'default ',
      '\\{{',
      '__proto__',
      'constructor',
      '{%',
      '%}',
      ' if ',
    ),
  )
  fc.assert(
    fc.property(
      fc.array(part, { maxLength: 14 }).map(parts => parts.join('')),
      text => {
        try {
          render(text)
        } catch (error) {
          const isExpected = error instanceof InputError && error.place !== undefined
          assert.ok(isExpected || error instanceof UnknownValueError, `${text}: ${(error as Error).stack}`)
        }
      },
    ),
    { numRuns: 3000 },
  )
})

// One difference: Handlebars adds adjacent numbers, so that `{{one}}{{two}}` is `3`.
test('templates render the same text as with Handlebars', () => {
  const context = {
    a: 'A',
    b: 'b & c',
    list: ['x', 'y'],
    map: { k: 'v', l: 'w' },
    yes: true,
    no: false,
    zero: 0,
    rows: [{ a: 'one' }, { a: 'two' }],
  }
  const white = fc.constantFrom('', ' ', '\n', '  \n', '\r\n', 'text', ' x\n')
  const leaf = fc.constantFrom(
    '{{a}}',
    '{{{b}}}',
    '{{~a}}',
    '{{a~}}',
    '{{map.k}}',
    '{{! c }}',
    '{{!-- }} --}}',
    '\\{{a}}',
    '{{@root.a}}',
    '{{list.[1]}}',
    '{{list.length}}.',
    '{{&b}}',
    '{{lookup list 0}}',
  )
  const { tree } = fc.letrec<{ tree: string; node: string }>(tie => ({
    node: fc.oneof(
      { depthSize: 'small', withCrossShrink: true },
      leaf,
      fc
        .tuple(fc.constantFrom('yes', 'no', 'zero', 'list'), tie('tree'), tie('tree'))
        .map(([test, yes, no]) => `{{#if ${test}}}${yes}{{else}}${no}{{/if}}`),
      fc
        .tuple(fc.constantFrom('yes', 'no'), tie('tree'), tie('tree'))
        .map(([test, yes, no]) => `{{#unless ${test}}}${yes}{{^}}${no}{{/unless}}`),
      fc
        .tuple(fc.constantFrom('yes', 'no'), tie('tree'), tie('tree'))
        .map(([test, yes, no]) => `{{~#if ${test}~}}${yes}{{~else if yes~}}${no}{{~/if~}}`),
      fc
        .tuple(white, white)
        .map(([one, other]) =>
          `{{#each @root.list}}${one}{{@index}}{{this}}{{@../index}}${other}{{/each}}`.replace(
            '{{@../index}}',
            '',
          ),
        ),
      fc
        .tuple(white, white)
        .map(
          ([one, other]) =>
            `{{#each @root.map as |value key|}}${one}{{key}}={{value}}{{@first}}{{@last}}{{#if @last}}{{@root.b}}{{/if}}${other}{{/each}}`,
        ),
      fc
        .tuple(white, white)
        .map(
          ([one, other]) =>
            `{{#each @root.rows}}${one}{{a}}{{#each @root.list}}{{../a}}{{@../index}}{{this}}{{/each}}${other}{{/each}}`,
        ),
      white.map(one => `{{#with @root.map}}${one}{{k}}{{/with}}`),
      white.map(one => `{{{{raw}}}}${one}{{a}}{{{{/raw}}}}`),
    ),
    tree: fc
      .array(
        fc.tuple(white, tie('node'), white).map(parts => parts.join('')),
        { maxLength: 3 },
      )
      .map(parts => parts.join('')),
  }))
  const oracle = Handlebars.create()
  oracle.registerHelper('raw', function (this: unknown, options: Handlebars.HelperOptions) {
    return options.fn(this)
  })
  fc.assert(
    fc.property(tree, text => {
      const options = { noEscape: true, strict: true, knownHelpersOnly: true, knownHelpers: { raw: true } }
      const expected = oracle.compile(text, options as CompileOptions)(context)
      const file = { file: '/none/x', line: 1, column: 1 }
      assert.is(
        compileTemplate(text, file, { isWholeFile: true }).render(context),
        expected,
        JSON.stringify(text),
      )
    }),
    { numRuns: 400 },
  )
})

test.run()
