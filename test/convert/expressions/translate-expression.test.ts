import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { translateCondition } from '../../../src/convert/expressions/translate-expression.ts'
import { Unconvertible } from '../../../src/convert/unconvertible.ts'
import { compileCondition } from '../../../src/evaluation/language.ts'
import { CONDITIONS, VARIABLES } from '../../kit/jinja-shapes.ts'
import { namesOf } from '../names-of.ts'
import { shapesOfData } from '../shape-of-data.ts'
import { variablesLike } from '../values-of.ts'

const place = { file: '/none/main.yml', line: 1, column: 1 }
const VALUES = {
  flag: true,
  word: 'web',
  empty: '',
  number: 3,
  items: ['a', 'b'],
  numbers: [1, 2],
  conf: { a: 1, b: 'x' },
  nothing: null,
  users: [{ name: 'alice', admin: true }],
  result: { changed: true, failed: false, rc: 0, stdout: 'ok' },
}
const names = namesOf(shapesOfData(VALUES))

const ROWS: readonly (readonly [jinja: string, cel: string, doubts?: readonly string[]])[] = [
  ['flag', 'flag'],
  ['not flag', '!flag'],
  ['word', 'word != ""'],
  ['number', 'number != 0'],
  ['items', 'size(items) != 0'],
  ['not conf', 'size(conf) == 0'],
  ['flag and word', 'flag && word != ""'],
  ['not (flag or items)', '!(flag || size(items) != 0)'],
  ['other', '!not(other)', ['`other` may not be a boolean: an empty map is true here, and false in Jinja']],
  [
    'not other',
    'not(other)',
    ['`other` may not be a boolean: an empty map is true here, and false in Jinja'],
  ],
  ['word is defined and word == "a"', 'defined(word) && word == "a"'],
  ['number > 2 and 1 < number < 9', 'number > 2 && (1 < number && number < 9)'],
  ['"a" in items', '"a" in items'],
  ['result is changed or result is failed', 'result.changed || result.failed'],
  ['nothing is none', 'nothing == null'],
  ['items | length > 1', 'size(items) > 1'],
  ['flag | bool', 'bool(flag)'],
  ['word | bool', 'bool(word)', ['`word` goes through `bool`, and may be text']],
  ['word is match("w.*")', 'matches(word, "^w.*")'],
  [
    'word is search("\\\\d")',
    'matches(word, "\\\\d")',
    ['the regular expression `\\d`: `\\w`, `\\b`, `\\d` and `\\s` match ASCII here, and Unicode in Python'],
  ],
  ['word is version("1.2", ">=")', 'version(word, ">=", "1.2")'],
  [
    'other == 1',
    'other == 1',
    ['`other == 1` may compare a number with true or false: in Jinja 1 equals true'],
  ],
  [
    'number % 2 == 0',
    'number % 2 == 0',
    ['`number` may be negative: the remainder is then positive in Python, and negative here'],
  ],
  [
    'other is changed',
    'other.changed',
    ['`other` may not be a registered result, or may lack what `is changed` asks for'],
  ],
]

for (const [jinja, cel, doubts = []] of ROWS)
  test(`\`${jinja}\` is translated to \`${cel}\``, () => {
    assert.equal(translateCondition(jinja, names), { text: cel, doubts: [...doubts] })
  })

const UNCONVERTIBLE: readonly (readonly [jinja: string, message: string])[] = [
  ['"{{ flag }}"', 'a condition that is a template itself'],
  ['number // 2 == 1', '`//` has no equivalent in Drover'],
  ['word.title() == "A"', 'the method `title()` has no equivalent in Drover'],
  ['conf.items', '`.items` without a call'],
  ['number == 2.0', 'the number 2.0'],
  ['conf[1, 2] == 3', 'a tuple as a key'],
  [
    'flag | string == "True"',
    '`flag` is also true or false, null, a list or a map, which Python writes into a text in its own way',
  ],
]

for (const [jinja, message] of UNCONVERTIBLE)
  test(`\`${jinja}\` has no equivalent`, () => {
    assert.throws(
      () => translateCondition(jinja, names),
      (error: unknown) => error instanceof Unconvertible && error.message === message,
    )
  })

/** Conditions of public playbooks, and those above, each with the types of its variables. */
const KNOWN = [
  ...CONDITIONS.map(jinja => ({ jinja, variables: VARIABLES })),
  ...ROWS.map(([jinja]) => ({ jinja, variables: VALUES })),
]

test('a condition that is converted without a doubt has the same result for all variables of these types', () => {
  let compared = 0
  for (const { jinja, variables } of KNOWN) {
    const translation = translationOf(jinja, variables)
    if (!translation || translation.doubts.length > 0) continue
    for (const values of samples(variables)) {
      const theirs = answer(() => evaluate(jinja, values, 'ansible'))
      // Cases that fail in Ansible are skipped.
      if (theirs instanceof Error) continue
      compared += 1
      assert.is(
        evaluate(translation.text, values),
        theirs,
        `${jinja} → ${translation.text}: ${JSON.stringify(values)}`,
      )
    }
  }
  assert.ok(compared > 2_500, `compared ${compared}`)
})

test.run()

function translationOf(jinja: string, variables: Readonly<Record<string, unknown>>) {
  const translation = answer(() => translateCondition(jinja, namesOf(shapesOfData(variables))))
  return translation instanceof Error ? undefined : translation
}

function samples(variables: Readonly<Record<string, unknown>>): Record<string, unknown>[] {
  return [{ ...variables }, ...fc.sample(variablesLike(variables), { numRuns: 20, seed: 5 })]
}

function evaluate(value: string, variables: Record<string, unknown>, dialect?: 'ansible'): unknown {
  const source = { kind: 'scalar' as const, value, place, ...(dialect ? { dialect } : {}) }
  return compileCondition(source).evaluate({ ...variables, vars: variables })
}

function answer<T>(work: () => T): T | Error {
  try {
    return work()
  } catch (error) {
    return error as Error
  }
}
