import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { compileTemplate } from '../../src/templates/template.ts'
import { byAnsible } from '../kit/ansible-templates.ts'
import { randomFrom } from '../kit/random.ts'

const place = { file: '/none/site.yml', line: 1, column: 1 }

/** The number of random values, and their seed. `DROVER_YAML_VALUES=5000` runs a longer search. */
const COUNT = Number(process.env.DROVER_YAML_VALUES ?? 100)
const SEED = Number(process.env.DROVER_YAML_SEED ?? 1)

/**
 * Strings that are hard to write: YAML's indicators, text that reads as another type, white space, long lines, and
 * characters outside of ASCII.
 */
const PARTS = [
  ...['', ' ', 'a', 'word', "'", '"', '\n', ': ', '#', ' #', '- ', '?', '\t', 'é', '😀', '\\', '{', ']', ','],
  ...[
    '\u2028',
    '\x85',
    '\x01',
    '\ufeff',
    '\xa0',
    '\r',
    '0x1f',
    '1_000',
    '12:30:45',
    'yes',
    '~',
    '2020-01-01',
  ],
  ...['...', '---', '=', '<<', '!a', '&', '%', '@', '1.5', '.5', '1e3', 'x'.repeat(90)],
  ...[' lorem ipsum dolor sit amet consectetur adipiscing elit ', 'words that go on'],
]

const pick = randomFrom(SEED)

function text(): string {
  return Array.from({ length: 1 + pick(5) }, () => PARTS[pick(PARTS.length)]).join('')
}

function value(depth: number): unknown {
  const kind = pick(depth > 3 ? 6 : 10)
  if (kind < 4) return text()
  if (kind === 4) return [null, true, false, 1, -5, 1.5, 1e20, 0.00001][pick(8)]
  if (kind === 5) return pick(1000) - 500
  if (kind < 8) return Array.from({ length: pick(4) }, () => value(depth + 1))
  return Object.fromEntries(Array.from({ length: pick(4) }, () => [text(), value(depth + 1)]))
}

const values = Array.from({ length: COUNT }, () => value(0))

test(`${COUNT} values of seed ${SEED} are written to YAML and JSON byte for byte as by Ansible`, () => {
  const forms: readonly (readonly [jinja: string, template: string])[] = [
    ['to_yaml', 'to_yaml (lookup values at)'],
    ['to_nice_yaml', 'to_nice_yaml (lookup values at)'],
    [
      'to_nice_yaml(indent=2, width=40, sort_keys=False)',
      'to_nice_yaml (lookup values at) indent=2 width=40 sort_keys=false',
    ],
    [`to_yaml(default_style="'")`, `to_yaml (lookup values at) default_style="'"`],
    [`to_nice_yaml(default_style='"')`, `to_nice_yaml (lookup values at) default_style='"'`],
    ['to_json', 'to_json (lookup values at)'],
    ['to_nice_json', 'to_nice_json (lookup values at)'],
  ]
  const filterOf = (at: number, jinja: string): string => `values[${at}] | ${jinja}`
  const theirs = byAnsible(
    values.flatMap((_, at) => forms.map(([jinja]) => filterOf(at, jinja))),
    { values },
  )
  for (const at of values.keys()) {
    for (const [jinja, template] of forms) {
      const { value: expected, error } = theirs.get(filterOf(at, jinja)) ?? {}
      assert.is(error, undefined)
      const ours = compileTemplate(`{{${template}}}`, place).render({ values, at })
      assert.is(ours, expected, `${JSON.stringify(values[at])} | ${jinja}`)
    }
  }
})

test.run()
