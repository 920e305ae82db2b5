import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileJinjaTemplate, type JinjaContext, type TemplateOptions } from '../../src/ansible/program.ts'
import { Float } from '../../src/base/float.ts'
import { Unknown, UnknownValueError } from '../../src/values/unknown.ts'

const variables: Readonly<Record<string, unknown>> = {
  port: 8080,
  name: 'web1',
  hosts: ['a', 'b'],
  settings: { tls: true, ttl: null },
  version: new Float(1),
  secret: new Unknown('the output of "Read the token"'),
}

const context: JinjaContext = {
  has: name => Object.hasOwn(variables, name),
  get: name => variables[name],
}

const VALUES: readonly (readonly [text: string, value: unknown, options?: TemplateOptions])[] = [
  ['{{ port }}', 8080],
  ['{{ port }}\n', 8080],
  ['{{ port + 1 }}', '8081'],
  ['{{ port + 1 }}', 8081, { isNative: true }],
  ['{{ version }}', new Float(1)],
  ['{{ version + 1 }}', '2.0'],
  ['{{ 4 / 2 }}', new Float(2), { isNative: true }],
  ['v{{ version }}', 'v1.0'],
  ['{{ [version, 2.0, 1] }}', [new Float(1), new Float(2), 1]],
  ['[{{ version }}, 1e3]', [new Float(1), new Float(1000)]],
  ['{{ {"a": version} | to_json }}', '{"a": 1.0}'],
  ['{{ hosts }}', ['a', 'b']],
  ['{{ hosts + ["c"] }}', ['a', 'b', 'c']],
  ['{{ settings }}', { tls: true, ttl: null }],
  ['{{ settings.tls }}', true],
  ['{{ settings.ttl }}', ''],
  ['{{ hosts | to_json }}', '["a", "b"]'],
  ['[{{ port }}, true]', [8080, true]],
  ['{{ port }} {{ settings }}', "8080 {'tls': True, 'ttl': None}"],
  ['{{ "a\\nb" }}', 'a\\nb'],
  ['{% set x = "a\\nb" %}{{ x }}', 'a\nb'],
]

for (const [text, value, options = {}] of VALUES) {
  test(`${JSON.stringify(text)} has the expected value${options.isNative ? ', with `jinja2_native`' : ''}`, () => {
    assert.equal(compileJinjaTemplate(text, { isYaml: true, ...options }).evaluate(context), value)
  })
}

const TEXTS: readonly (readonly [text: string, rendered: string])[] = [
  ['{% for host in hosts %}\n{{ loop.index }} {{ host }}\n{% endfor %}\n', '1 a\n2 b\n'],
  ['#jinja2: trim_blocks: False\n{% if true %}\nx{% endif %}\n', '\nx\n'],
  ['#jinja2: variable_start_string: "[%", variable_end_string: "%]"\n[% port %] {{ x }}', '8080 {{ x }}'],
  ['{{ settings.ttl }}|{{ hosts }}|{{ settings.tls }}', "|['a', 'b']|True"],
]

for (const [text, rendered] of TEXTS) {
  test(`${JSON.stringify(text)} is rendered`, () => {
    assert.is(compileJinjaTemplate(text).render(context), rendered)
  })
}

const FAULTS: readonly (readonly [text: string, message: string, place: string])[] = [
  ['{{ port', 'the expression is not closed', '1:1'],
  ['a\n{% if port %}', '`if` is not closed', '2:4'],
  ['a\n  {{ nowhere.key }}', 'there is no variable `nowhere`', '2:6'],
  ['{{ port | nowhere }}', 'there is no filter `nowhere`', '1:11'],
  ['{{ port is nowhere }}', 'there is no test `nowhere`', '1:9'],
  ["{{ lookup('nowhere') }}", 'there is no lookup `nowhere`', '1:11'],
  ['{{ range(10 ** 9) }}', '`range` would have more than 1000000 items', '1:4'],
  ["{{ name | regex_replace('(', '') }}", '`(` is not a valid regular expression', '1:11'],
]

test('the error for a feature that is deliberately unsupported shows the alternative', () => {
  const error = thrownBy(() =>
    compileJinjaTemplate("{{ lookup('community.general.jc', 'X') }}").render(context),
  )
  assert.is((error as { hint?: string }).hint, 'run `jc` in a task, and read its output with `from_json`')
})

for (const [text, message, place] of FAULTS) {
  test(`${JSON.stringify(text)} is refused with the place of the error`, () => {
    const error = thrownBy(() => compileJinjaTemplate(text).render(context)) as Error & {
      place?: { line: number; column: number }
    }
    assert.is(error.message, message)
    assert.is(`${error.place?.line}:${error.place?.column}`, place)
  })
}

test('the names of a program are the variables that it reads, without those that the template sets', () => {
  const text = '{% set own = a %}{{ own }}{% for b in c %}{{ b + d }}{% endfor %}{{ b }}{{ range(e) }}'
  assert.equal([...compileJinjaTemplate(text).names].sort(), ['a', 'b', 'c', 'd', 'e'])
})

test('a value that needs an unknown variable is unknown, unless that part is not evaluated', () => {
  assert.throws(() => compileJinjaTemplate('{{ secret }}').render(context), isUnknown)
  assert.is(compileJinjaTemplate('{{ secret is defined or port }}').render(context), 'True')
  assert.is(compileJinjaTemplate('{{ secret and false }}').render(context), 'False')
})

test.run()

function thrownBy(work: () => unknown): unknown {
  try {
    work()
  } catch (error) {
    return error
  }
  throw new Error('nothing was thrown')
}

function isUnknown(error: unknown): boolean {
  return error instanceof UnknownValueError
}
