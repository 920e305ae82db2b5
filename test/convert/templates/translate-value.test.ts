import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type TranslatedValue, translateValue } from '../../../src/convert/templates/translate-value.ts'
import { Unconvertible } from '../../../src/convert/unconvertible.ts'
import { compileSource } from '../../../src/evaluation/language.ts'
import { OMIT } from '../../../src/values/omit.ts'
import { VALUES, VARIABLES } from '../../kit/jinja-shapes.ts'
import { namesOf } from '../names-of.ts'
import { shapesOfData } from '../shape-of-data.ts'
import { isSame, variablesLike } from '../values-of.ts'

const place = { file: '/none/main.yml', line: 1, column: 1 }
const VALUE = { takesTag: true, takesNumbers: false }
const names = namesOf(shapesOfData(VARIABLES))

const ROWS: readonly (readonly [jinja: string, translation: Partial<TranslatedValue>])[] = [
  ['{{ name }}', { text: '{{ name }}' }],
  ['{{ port }}', { text: '{{ port }}' }],
  ['{{ users[0].name }}', { text: '{{ users.[0].name }}' }],
  ['{{ groups["web"] | join(",") }}', { text: "{{join groups.web ','}}" }],
  ['{{ name | upper | quote }}', { tag: '!expr', text: 'quote(upper(name))' }],
  ['{{ foo == "bar" }}', { tag: '!expr', text: 'foo == "bar"' }],
  ['{{ "a" if enabled else "b" }}', { tag: '!expr', text: 'enabled ? "a" : "b"' }],
  ['listen {{ name }}:{{ port }}', { text: 'listen {{ name }}:{{ port }}' }],
  ['{{ name }}\n', { text: '{{ name }}\n' }],
  ['is {{ enabled }}', { text: "is {{ternary enabled 'True' 'False'}}" }],
  [
    '{{ port + 1 }}',
    {
      tag: '!expr',
      text: 'port + 1',
      doubts: ['a number stays a number here, and becomes text in Ansible'],
    },
  ],
  [
    'x={{ unknown }}',
    { text: 'x={{ unknown }}', doubts: ['`unknown` may be anything, which Python writes in its own way'] },
  ],
  ['a {# note #} b', { text: 'a {{!-- note --}} b' }],
  [
    '{% for user in users %}\n{{ user.name }} {{ name }}\n{% endfor %}\n',
    {
      text: '{{#each users as |user|}}\n{{ user.name }} {{ @root.name }}\n{{/each}}\n',
      doubts: [
        'the text may end with another number of line breaks than in Ansible, if a part at its end is empty',
      ],
    },
  ],
]

for (const [jinja, translation] of ROWS)
  test(`${JSON.stringify(jinja)} is translated to ${JSON.stringify(translation.text)}`, () => {
    assert.equal(translateValue(jinja, names, VALUE), { doubts: [], ...translation })
  })

test('a value that cannot have a tag becomes a template', () => {
  const translation = translateValue('{{ name | upper | quote }}', names, {
    takesTag: false,
    takesNumbers: true,
  })
  assert.equal(translation, { text: '{{quote (upper name)}}', doubts: [] })
})

const UNCONVERTIBLE: readonly (readonly [jinja: string, message: string, isMissing?: boolean])[] = [
  ['[{{ name }}]', 'a text that looks like a list or a map, and that Ansible reads as a list or a map'],
  ['{{ ansible_facts | jc("a") }}', 'there is no filter `jc` in Drover', true],
  [
    'all: {{ groups.web }}',
    '`groups.web` is also true or false, null, a list or a map, which Python writes into a text in its own way',
  ],
  ['{{ name | title }} x', 'the filter `title` has no equivalent in Drover'],
]

for (const [jinja, message, isMissing = false] of UNCONVERTIBLE)
  test(`${JSON.stringify(jinja)} has no equivalent`, () => {
    assert.throws(
      () => translateValue(jinja, names, VALUE),
      (error: unknown) =>
        error instanceof Unconvertible && error.message === message && error.isMissing === isMissing,
    )
  })

test('a value that is converted without a doubt is the same for all variables of these types', () => {
  const texts = VALUES.flatMap(value => [`{{ ${value} }}`, `a {{ ${value} }} b`])
  const samples = [{ ...VARIABLES }, ...fc.sample(variablesLike(VARIABLES), { numRuns: 20, seed: 3 })]
  let compared = 0
  for (const text of texts) {
    const translation = tried(() => translateValue(text, names, VALUE))
    if (translation instanceof Error || translation.doubts.length > 0) continue
    for (const values of samples) {
      const theirs = tried(() => evaluate({ text, dialect: 'ansible' }, values))
      // Cases that fail in Ansible are skipped.
      if (theirs instanceof Error) continue
      compared += 1
      const ours = evaluate(translation, values)
      assert.ok(isSame(ours, theirs), `${text} → ${translation.text}: ${JSON.stringify([ours, theirs])}`)
    }
  }
  assert.ok(compared > 4_000, `compared ${compared}`)
})

test.run()

function evaluate(
  { text, tag, dialect }: { text: string; tag?: '!expr'; dialect?: 'ansible' },
  variables: Record<string, unknown>,
): unknown {
  const source = {
    kind: 'scalar' as const,
    value: text,
    place,
    ...(tag ? { tag } : {}),
    ...(dialect ? { dialect } : {}),
  }
  const compiled = compileSource(source)
  return compiled ? compiled.evaluate({ ...variables, vars: variables, omit: OMIT }) : text
}

function tried<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}
