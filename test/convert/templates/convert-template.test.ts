import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileJinjaTemplate } from '../../../src/ansible/program.ts'
import { convertTemplateFile } from '../../../src/convert/templates/convert-template.ts'
import { Unconvertible } from '../../../src/convert/unconvertible.ts'
import { compileTemplate } from '../../../src/templates/template.ts'
import { shapesOfData } from '../shape-of-data.ts'
import { variablesLike } from '../values-of.ts'

const VARIABLES = {
  on: true,
  name: 'web',
  port: 80,
  items: ['a', 'b'],
  users: [{ name: 'alice', shell: '/bin/sh' }],
  conf: { a: 'x', b: 'y' },
  pairs: [['k', 'v']],
}
const shapes = shapesOfData(VARIABLES)

const ROWS: readonly (readonly [what: string, jinja: string, handlebars: string])[] = [
  ['a value', 'port {{ port }}\n', 'port {{ port }}\n'],
  [
    'an if',
    '{% if on %}\na\n{% elif name == "x" %}\nb\n{% else %}\nc\n{% endif %}\n',
    "{{#if on}}\na\n{{else if (eq name 'x')}}\nb\n{{else}}\nc\n{{/if}}\n",
  ],
  [
    'a loop',
    'x\n{% for item in items %}\n{{ loop.index }} {{ item }} {{ name }}\n{% endfor %}\n',
    'x\n{{#each items as |item|}}\n{{add @index 1}} {{ item }} {{ @root.name }}\n{{/each}}\n',
  ],
  [
    'the items of a map',
    'x\n{% for k, v in conf.items() %}\n{{ k }}={{ v }}\n{% endfor %}\n',
    'x\n{{#each conf as |v k|}}\n{{ k }}={{ v }}\n{{/each}}\n',
  ],
  [
    'sorted items',
    'x\n{% for k, v in conf | dictsort %}\n{{ k }}={{ v }}\n{% endfor %}\n',
    'x\n{{#each (sort (keys conf)) as |k|}}\n{{ k }}={{lookup @root.conf k}}\n{{/each}}\n',
  ],
  [
    'pairs',
    'x\n{% for k, v in pairs %}\n{{ k }}={{ v }}\n{% endfor %}\n',
    'x\n{{#each pairs as |k_v|}}\n{{ k_v.[0] }}={{ k_v.[1] }}\n{{/each}}\n',
  ],
  [
    'a loop with a condition',
    'x\n{% for u in users if u.name != "bob" %}\n{{ u.name }}\n{% endfor %}\n',
    "x\n{{#each users as |u|}}\n{{#if (ne u.name 'bob')}}\n{{ u.name }}\n{{/if}}\n{{/each}}\n",
  ],
  [
    'a variable that is set',
    '{% set at = name ~ ":" ~ port %}\nlisten {{ at }}\n',
    "listen {{concat name ':' port}}\n",
  ],
  ['a comment', '{# why\n   so #}\nx\n', '{{!-- why\n   so --}}\nx\n'],
  ['raw text', '{% raw %}{{ x }}{% endraw %} {{ name }}\n', '\\{{ x }} {{ name }}\n'],
  ['braces next to a tag', '{{ "{" }}{{ name }}{{ "}" }}\n', '{{"{"}}{{ name }}{{"}"}}\n'],
  ['backslashes before a tag', 'a\\{{ name }}\n', 'a\\\\{{ name }}\n'],
  [
    'an indented tag, whose indentation Jinja keeps',
    'a\n  {% if on %}\n  b\n  {% endif %}\n',
    'a\n  {{#if on}}  b\n  {{""}}{{/if}}\n',
  ],
  [
    'a header',
    '#jinja2: lstrip_blocks: True\na\n  {% if on %}\nb\n  {% endif %}\n',
    'a\n{{#if on}}\nb\n{{/if}}\n',
  ],
  ['a block that nothing extends', '{% block main %}\nx\n{% endblock %}\n', 'x\n'],
  [
    'white space that a tag takes',
    'a\n{% if on -%}\n\n  b\n{%- endif %}\n\nc\n',
    'a\n{{#if on}}\nb{{/if}}\nc\n',
  ],
]

for (const [what, jinja, handlebars] of ROWS)
  test(`converts ${what}`, () => {
    assert.is(convertTemplateFile(jinja, shapes).text, handlebars)
  })

test('each converted template renders the same text as Jinja for all variables of these types', () => {
  for (const [, jinja] of ROWS) compareAll(jinja, 30)
})

const UNCONVERTIBLE: readonly (readonly [jinja: string, message: string, line: number])[] = [
  ['a\n{% macro x() %}{% endmacro %}', '`{% macro %}` has no equivalent in Handlebars', 2],
  ['{% include "x.j2" %}', '`{% include %}` has no equivalent in Handlebars', 1],
  ['{% if on %}\n{% set x = 1 %}\n{% endif %}', '`{% set %}` in a branch of `{% if %}`', 1],
  [
    'a\n\n{{ items }}',
    '`items` is also true or false, null, a list or a map, which Python writes into a text in its own way',
    3,
  ],
  ['{% for i in items %}{{ loop.length }}{% endfor %}', '`loop` has no equivalent in Drover', 1],
]

for (const [jinja, message, line] of UNCONVERTIBLE)
  test(`${JSON.stringify(jinja)} has no equivalent`, () => {
    assert.throws(
      () => convertTemplateFile(jinja, shapes),
      (error: unknown) => error instanceof Unconvertible && error.message === message && error.line === line,
    )
  })

test('a doubt is reported with its line', () => {
  const { findings } = convertTemplateFile('a\n\nx {{ unknown }} y\n', shapes)
  assert.equal(findings, [
    { line: 3, message: '`unknown` may be anything, which Python writes in its own way' },
  ])
})

/** Templates with tags, white space and braces in random order. */
const TEXT = fc
  .array(
    fc.constantFrom('a', ' ', '  ', '\n', '{', '}', '\\', '{{"{{"}}', '{{ name }}', '{{ port }}', '\n\n'),
    { maxLength: 6 },
  )
  .map(parts => parts.join(''))
const TAG_ENDS = fc.constantFrom(
  ...(['', '-', '+'] as const).flatMap(open => ['', '-'].map(end => [open, end] as const)),
)

const BLOCK = fc.letrec<{ node: string; body: string }>(tie => ({
  body: fc
    .array(fc.oneof({ weight: 3, arbitrary: TEXT }, { weight: 1, arbitrary: tie('node') }), { maxLength: 4 })
    .map(parts => parts.join('')),
  node: fc.oneof(
    fc
      .tuple(tie('body'), tie('body'), TAG_ENDS, TAG_ENDS)
      .map(([yes, no, [a, b], [c, d]]) => `{%${a} if on ${b}%}${yes}{%${c} else %}${no}{% endif ${d}%}`),
    fc
      .tuple(tie('body'), TAG_ENDS, TAG_ENDS)
      .map(([body, [a, b], [c, d]]) => `{%${a} for x in items ${b}%}${body}{%${c} endfor ${d}%}`),
    TEXT.map(text => `{# ${text.replace(/[#{}\\]/g, '')} #}`),
  ),
}))

test('random templates render the same text as Jinja after conversion', () => {
  let converted = 0
  fc.assert(
    fc.property(BLOCK.body, jinja => {
      if (compareAll(jinja, 4)) converted += 1
    }),
    { numRuns: 1_200, seed: 11 },
  )
  assert.ok(converted > 500, `converted ${converted}`)
})

test.run()

/** Compares a template with its conversion; returns false if there is no conversion, or one with a doubt. */
function compareAll(jinja: string, runs: number): boolean {
  const translation = tried(() => convertTemplateFile(jinja, shapes))
  if (translation instanceof Error || translation.doubts.length > 0) return false
  const theirs = compileJinjaTemplate(jinja, {})
  const ours = compileTemplate(translation.text, { file: '/none', line: 1, column: 1 }, { isWholeFile: true })
  for (const variables of [VARIABLES, ...fc.sample(variablesLike(VARIABLES), { numRuns: runs, seed: 2 })]) {
    const values: Readonly<Record<string, unknown>> = variables
    const expected = tried(() =>
      theirs.render({
        has: name => Object.hasOwn(values, name),
        get: name => values[name],
        variables: values,
      }),
    )
    if (expected instanceof Error) continue
    assert.is(ours.render(values), expected, `${JSON.stringify(jinja)} → ${JSON.stringify(translation.text)}`)
  }
  return true
}

function tried<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}
