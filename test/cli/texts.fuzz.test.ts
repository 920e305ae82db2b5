import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError, InputErrors } from '../../src/errors.ts'
import { compileText, compileTruth } from '../../src/evaluation/jinja.ts'
import { compileExpression } from '../../src/expressions/expression.ts'
import { chooseHosts } from '../../src/inventory/choose-hosts.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { compileTemplate } from '../../src/templates/template.ts'
import { parseYaml } from '../../src/yaml/load.ts'
import { folderOf } from '../kit/project-files.ts'
import { randomFrom } from '../kit/random.ts'

/** The number of texts of each kind; DROVER_FUZZ_RUNS sets more, DROVER_FUZZ_SEED another seed. */
const RUNS = Number(process.env.DROVER_FUZZ_RUNS ?? 100)
const SEED = Number(process.env.DROVER_FUZZ_SEED ?? 1)

/** The CPU time in milliseconds that a text may take. */
const MOST_TIME = 2000

const place = { file: 'site.yml', line: 3, column: 7 }
const folder = folderOf({ hosts: 'a\n[web]\nb[1:3]\n' })
const inventory = loadInventory([join(folder, 'hosts')])

interface Kind {
  /** Valid texts that the others are derived from. */
  readonly texts: readonly string[]
  readonly read: (text: string) => unknown
}

const JINJA = [
  '{{ a | default("x") }} {% for i in [1, 2] if i %}{{ loop.index }}{% else %}-{% endfor %}',
  '{% set x = {"a": [1, (2,)]} %}{{ x.a[0:1] | map("int") | list }}{% if not x is defined %}{% endif %}{# c #}',
  '{% macro m(a, b=1) %}{{ a ~ b }}{% endmacro %}{{ m(1) }}{% raw %}{{ }}{% endraw %}',
]
const YAML = [
  '- hosts: web\n  vars: { a: [1, "two", {b: ~}], c: &c {d: 1} }\n  tasks:\n    - name: x # y\n      copy: &d\n        content: |\n          a\n           b\n        dest: >-\n          /x\n',
  'a: !expr 1 + 1\nb: [*c, "\\u00e9\\n"]\n? k\n: v\n<<: {x: 1}\nt: 2001-12-14t21:59:43.10-05:00\nn: 12:30:45\n',
]

const KINDS: Readonly<Record<string, Kind>> = {
  'YAML of Drover': { texts: YAML, read: text => parseYaml(text, place.file) },
  'YAML of Ansible': { texts: YAML, read: text => parseYaml(text, place.file, 'ansible') },
  INI: {
    texts: [
      'lonely ansible_port=22 x="a b"\n[web:vars]\nl = [1, {"a": (2,)}]\n[web]\nb[01:09:2] c=\'d\' # e\n[all:children]\nweb\n',
    ],
    read: text => {
      writeFileSync(join(folder, 'fuzzed'), text)
      return loadInventory([join(folder, 'fuzzed')])
    },
  },
  patterns: {
    texts: ['web:&b*:!b2', 'all,~b[12]', 'web[0:1]', 'b[1:2]:!web[-1]', '~(a|b\\d+)$'],
    read: text => chooseHosts(text, inventory, place),
  },
  CEL: {
    texts: [
      'a.b[0] == "x" && !(c in [1, 2.5, -3]) || size(d) > 0 ? {"k": v}.k : has(e.f)',
      '[1, 2].map(x, x * 2).filter(y, y > 2).exists(z, z == 4) && "a".matches("^a+$")',
    ],
    read: text => compileExpression(text, place).evaluate({ a: { b: ['x'] }, c: 1, d: [], v: 1, e: {} }),
  },
  Handlebars: {
    texts: [
      '{{#each xs as |x i|}}{{i}}={{default x "-"}}{{else}}none{{/each}}{{!-- c --}}{{~#if (eq a 1)~}} y {{/if}}',
      '{{#with m}}{{../a}} {{this.b}}{{/with}} {{{join xs ","}}} \\{{x}} {{lookup m "b"}}',
    ],
    read: text => compileTemplate(text, place).render({ xs: [1, 2], a: 1, m: { b: 2 } }),
  },
  Jinja: { texts: JINJA, read: text => compileText(text, place) },
  'conditions of Jinja': {
    texts: [
      'a is defined and (b | int > 1 or "x" in c.d["e"]) and not f is match("^a(b|c)+$")',
      '1 if x else [2][0]',
    ],
    read: text => compileTruth(text, place),
  },
}

const SIGNS = [
  ...[
    '{{',
    '}}',
    '{%',
    '%}',
    '{#',
    '#}',
    '"',
    "'",
    '\\',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ':',
    ',',
    '|',
    '!',
    '&',
    '*',
  ],
  ...[
    '\n',
    '\t',
    ' ',
    '\0',
    '\u2028',
    '\ufeff',
    '😀',
    '\ud800',
    '- ',
    '? ',
    '---\n',
    '...\n',
    '%',
    '@',
    '`',
    '<<: ',
    '~',
  ],
  ...[
    '0',
    '-1',
    '99999999999999999999',
    '1e999',
    '0x',
    '$',
    '^',
    '#',
    '/',
    '..',
    '=',
    '>',
    '|-\n',
    '__proto__',
  ],
]

/** A text with random signs inserted, and parts removed, repeated or moved. */
function spoilt(text: string, random: (below: number) => number): string {
  let made = text
  for (let edits = 1 + random(6); edits > 0; edits -= 1) {
    const [at, length] = [random(made.length + 1), random(12)]
    const part = made.slice(at, at + length)
    const put = [SIGNS[random(SIGNS.length)] ?? '', '', part.repeat(2), part.repeat(1 + random(200))][
      random(4)
    ]
    made = made.slice(0, at) + put + made.slice(at + (random(2) === 0 ? 0 : length))
  }
  return made
}

function placesOf(error: unknown): unknown[] {
  if (error instanceof InputErrors) return error.errors.map(each => each.place)
  return error instanceof InputError ? [error.place] : [undefined]
}

for (const [kind, { texts, read }] of Object.entries(KINDS)) {
  test(`${RUNS} damaged texts of seed ${SEED}: ${kind} is parsed or refused with a place, in limited time`, () => {
    const random = randomFrom(SEED)
    for (let run = 0; run < RUNS; run += 1) {
      const text = spoilt(texts[random(texts.length)] ?? '', random)
      const began = process.cpuUsage()
      try {
        read(text)
      } catch (error) {
        assert.not(placesOf(error).includes(undefined), `${JSON.stringify(text)}: ${(error as Error).stack}`)
      }
      const { user, system } = process.cpuUsage(began)
      assert.ok((user + system) / 1000 < MOST_TIME, `takes too long: ${JSON.stringify(text)}`)
    }
  })
}

test.run()
