import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { JinjaError } from '../../src/ansible/jinja/error.ts'
import { compileJinjaTemplate, type JinjaContext, type JinjaProgram } from '../../src/ansible/program.ts'
import { InputError } from '../../src/errors.ts'
import { OMIT } from '../../src/values/omit.ts'
import { Secret } from '../../src/values/secret.ts'

const variables: Readonly<Record<string, unknown>> = {
  list: [1, 2, 3],
  map: { a: 1 },
  text: 'a'.repeat(40),
  password: new Secret('s3cret'),
  nested: { password: new Secret('s3cret') },
  left_out: OMIT,
  data: '{{ list }}',
}

const files: Readonly<Record<string, string>> = {
  'self.j2': 'x{% include "self.j2" %}',
  'fault.j2': 'first\n{{ nowhere }}\n',
  'macro.j2': '{% macro m() %}\n{{ nowhere }}{% endmacro %}',
}

const context: JinjaContext = {
  has: name => Object.hasOwn(variables, name),
  get: name => variables[name],
  loadTemplate: name => {
    const text = files[name]
    return text === undefined ? undefined : (compileJinjaTemplate(text, { file: name }) as JinjaProgram)
  },
}

function render(text: string): string {
  return compileJinjaTemplate(text).render(context)
}

const BOMBS: readonly (readonly [what: string, text: string, message: RegExp])[] = [
  ['a long range', '{{ range(10 ** 9) | list }}', /more than 1000000 items/],
  ['many ranges', '{% for i in range(100) %}{{ range(900000) | length }}{% endfor %}', /2000000 steps/],
  [
    'nested loops',
    nested(8, '{% for i in range(100) %}', 'x', '{% endfor %}'),
    /2000000 steps|20000000 char/,
  ],
  ['a repeated text', "{{ 'x' * 10 ** 9 }}", /more than 10*00000/],
  ['a repeated list', '{{ [0] * 10 ** 9 }}', /more than 10*00000/],
  ['a doubled text', doubled("'x' * 1000", 'x ~ x'), /more than|longer than/],
  ['a doubled sum of texts', doubled("'x' * 1000", 'x + x'), /more than/],
  ['a doubled list', doubled('[1] * 1000', 'x + x'), /more than/],
  ['a wide format', "{{ '%1000000000d' % 1 }}", /width/],
  ['a precise format', "{{ '%.1000000000f' % 1 }}", /width or precision/],
  ['a wide field', "{{ '{:>1000000000}'.format(1) }}", /unreasonable width/],
  ['a wide column', "{{ 'x'.center(10 ** 9) }}", /more than/],
  ['a wide filter', "{{ 'x' | center(10 ** 9) }}", /width/],
  ['a deep indent', "{{ 'a\nb' | indent(10 ** 9) }}", /width/],
  ['zeros', "{{ 'x'.zfill(10 ** 9) }}", /more than/],
  ['tabs', "{{ '\\t'.expandtabs(10 ** 9) }}", /more than/],
  ['many replacements', "{{ ('x' * 10000).replace('', 'y' * 10000) }}", /more than/],
  ['many replacements of a filter', "{{ ('x' * 10000) | replace('x', 'y' * 10000) }}", /more than/],
  ['a long join', "{{ ('y' * 100000).join(['x'] * 10000) }}", /more than/],
  ['a power', '{{ 10 ** (10 ** 9) }}', /bits/],
  ['a power of powers', '{{ (9 ** 9999) ** 9999 }}', /bits/],
  ['a batch', '{{ list | batch(10 ** 9, 0) | list | length }}', /more than/],
  ['slices', '{{ list | slice(10 ** 9) | list | length }}', /more than/],
  ['products', '{{ range(1000) | product(range(1000)) | list | length }}', /at most/],
  ['a macro that calls itself', '{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}', /levels deep/],
  ['a template that includes itself', '{% include "self.j2" %}', /levels deep/],
  ['a recursive loop', '{% for i in [1] recursive %}{{ loop([1]) }}{% endfor %}', /levels deep/],
  ['a deep expression', `{{ ${'('.repeat(20_000)}1${')'.repeat(20_000)} }}`, /nested too deeply/],
  ['a long sum', `{{ 1${' + 1'.repeat(50_000)} }}`, /nested too deeply/],
  ['deep blocks', nested(5000, '{% if true %}', 'x', '{% endif %}'), /nested too deeply/],
  ['a list in itself', '{% set l = [1] %}{% do l.append(l) %}{{ l }}', /nested too deeply/],
]

for (const [what, text, message] of BOMBS) {
  test(`rendering ${what} fails at a limit instead of exhausting time or memory`, () => {
    assert.throws(() => render(text), isErrorLike(message))
  })
}

test('a regular expression that takes too long is stopped with an error', () => {
  assert.throws(
    () => render("{{ (text ~ '!') | regex_search('(a+)+$') }}"),
    (error: Error) => /took longer than/.test(error.message),
  )
})

const HIDDEN = [
  ...['__proto__', 'constructor', '__class__', 'prototype', 'hasOwnProperty', 'toString', '__defineGetter__'],
]

for (const name of HIDDEN) {
  test(`no value has an attribute or item named \`${name}\``, () => {
    for (const value of [
      'list',
      'map',
      'text',
      'range',
      '(1).real',
      "''",
      'map.items',
      'namespace()',
      'cycler(1)',
    ]) {
      assert.is(render(`{{ ${value}.${name} is defined }}${''}`), 'False')
      assert.is(render(`{{ (${value})['${name}'] is defined }}`), 'False')
      assert.is(render(`{{ [${value}] | map(attribute='${name}') | first is defined }}`), 'False')
    }
    assert.is(render(`{{ ${name} is defined }}`), 'False')
  })
}

test('keys with names of JavaScript prototypes are ordinary keys of a map', () => {
  assert.is(render("{{ {'__proto__': 1} }}"), "{'__proto__': 1}")
  assert.is(render("{{ dict([('__proto__', 1)]) }}{{ {}.polluted is defined }}"), "{'__proto__': 1}False")
  assert.is(render("{% set m = {} %}{% do m.update({'__proto__': {'x': 1}}) %}{{ m.x is defined }}"), 'False')
  assert.is(render("{{ {'a': 1} | combine({'__proto__': {'polluted': 1}}) | length }}"), '2')
  assert.is(({} as Record<string, unknown>).polluted, undefined)
})

test('a template that changes a list or map changes only its own copy, not the variable', () => {
  assert.is(
    render('{% do list.append(4) %}{% do map.update({"b": 2}) %}{{ list }}{{ map }}'),
    "[1, 2, 3, 4]{'a': 1, 'b': 2}",
  )
  assert.is(render('{{ list }}{{ map }}'), "[1, 2, 3]{'a': 1}")
})

test('text from a variable is not rendered as a template', () => {
  assert.is(render('{{ data }}'), '{{ list }}')
  assert.is(render('{% set x %}{{ data }}{% endset %}{{ x }}'), '{{ list }}')
  assert.is(compileJinjaTemplate('{{ data }}', { isYaml: true }).evaluate(context), '{{ list }}')
})

test('a secret renders as its plain text', () => {
  assert.is(
    render('{{ password }} {{ nested.password | upper }} {{ nested }}'),
    "s3cret S3CRET {'password': 's3cret'}",
  )
  assert.equal(compileJinjaTemplate('{{ nested }}', { isYaml: true }).evaluate(context), {
    password: 's3cret',
  })
})

test('`omit` as the whole value is returned, and within a text is an error', () => {
  const program = compileJinjaTemplate('{{ nowhere | default(left_out) }}', { isYaml: true })
  assert.is(program.evaluate(context), OMIT)
  assert.throws(() => render('x{{ left_out }}'), isErrorLike(/`omit`/))
})

test('an error in an included or imported template names the file of that template', () => {
  for (const [text, file, line] of [
    ['{% include "fault.j2" %}', 'fault.j2', 2],
    ['{% import "macro.j2" as m %}\n\n\n{{ m.m() }}', 'macro.j2', 2],
  ] as const) {
    const error = thrown(() => render(text))
    assert.is(error.place?.file, file)
    assert.is(error.place?.line, line)
  }
})

test.run()

/** Text nested `count` times between `open` and `close`. */
function nested(count: number, open: string, inner: string, close: string): string {
  return `${open.repeat(count)}${inner}${close.repeat(count)}`
}

/** A template in which a value doubles its length with each iteration of a loop. */
function doubled(start: string, step: string): string {
  const namespace = step.replaceAll('x', 'n.x')
  return `{% set n = namespace(x=${start}) %}{% for i in range(50) %}{% set n.x = ${namespace} %}{% endfor %}`
}

function isErrorLike(message: RegExp): (error: unknown) => boolean {
  return error => {
    if (error instanceof InputError) throw new Error('the error has no place', { cause: error })
    if (!(error instanceof JinjaError)) throw error
    assert.match(error.message, message)
    assert.type(error.place?.line, 'number')
    return true
  }
}

function thrown(work: () => unknown): JinjaError {
  try {
    work()
  } catch (error) {
    if (error instanceof JinjaError) return error
  }
  throw new Error('no JinjaError was thrown')
}
