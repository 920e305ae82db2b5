import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readSpec } from '../../src/argument-specs/read-spec.ts'
import { Unknown } from '../../src/values/unknown.ts'

const unknown = new Unknown('a template')

const wrong: [what: string, options: unknown, faults: string[]][] = [
  ['a spec that is no map', [1], [': expected a map of options, got a list']],
  [
    'an option without a value',
    { a: null },
    ['a: the option `a` must be a map, got null (such as `{type: str}`)'],
  ],
  ['a type alone', { a: 'int' }, ['a: the option `a` must be a map, got text (such as `{type: str}`)']],
  [
    'types that there are not',
    { a: { type: 'boolean' }, b: { type: 'flot' }, c: { type: 'list', elements: 'x' }, d: { type: [1] } },
    [
      'a.type: there is no type `boolean` of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
      'b.type: there is no type `flot` of options (did you mean `float`?)',
      'c.elements: there is no type `x` of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
      'd.type: there is no type a list of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
    ],
  ],
  [
    'a required option with a default',
    { a: { required: true, default: 1 } },
    ['a.default: `a` is required, so it has no default (remove one of the two)'],
  ],
  [
    'elements of what is no list',
    { a: { type: 'dict', elements: 'str' }, b: { elements: 'str' } },
    [
      'a.elements: `elements` is for options of the type `list`',
      'b.elements: `elements` is for options of the type `list`',
    ],
  ],
  [
    'words for lists and flags',
    { a: { choices: 'x', aliases: 'y', required: 'maybe', options: 'z' }, b: { aliases: [1] } },
    [
      'a.required: `required` must be true or false, got text',
      'a.choices: `choices` must be a list, got text',
      'a.options: expected a map of options, got text',
      'a.aliases: `aliases` must be a list, got text',
      'b.aliases: `aliases` must be a list of names',
    ],
  ],
  [
    'a misspelt key',
    { a: { requird: true, choces: [1] } },
    [
      'a.requird: an option has no key `requird` (did you mean `required`?)',
      'a.choces: an option has no key `choces` (did you mean `choices`?)',
    ],
  ],
  [
    'rules of another shape',
    {
      a: {
        mutually_exclusive: ['x', 'y'],
        required_together: [['x', 1]],
        required_one_of: 'x',
        required_if: [['x', 1], [1, 2, ['y']], 'x', ['x', 1, 'y'], ['x', 1, ['y'], 'any']],
        required_by: ['x'],
      },
      b: { required_by: { x: [1] } },
    },
    [
      'a.mutually_exclusive: `mutually_exclusive` must be a list of lists of names (such as `[[a, b]]`)',
      'a.required_together.0: `0` must be a list of names',
      'a.required_one_of: `required_one_of` must be a list, got text',
      'a.required_if.0: `required_if` must be a list of `[name, value, [names]]` (a fourth item, `true`, asks for any of the names)',
      'a.required_if.1: `required_if` must be a list of `[name, value, [names]]` (a fourth item, `true`, asks for any of the names)',
      'a.required_if.2: `required_if` must be a list of `[name, value, [names]]` (a fourth item, `true`, asks for any of the names)',
      'a.required_if.3: `3` must be a list, got text',
      'a.required_if.4: `required_if` must be a list of `[name, value, [names]]` (a fourth item, `true`, asks for any of the names)',
      'a.required_by: `required_by` must be a map of lists of names, got a list',
      'b.required_by.x: `x` must be a list of names',
    ],
  ],
  [
    'what is wrong further down',
    {
      a: { type: 'dict', options: { b: { type: 'list', elements: 'dict', options: { c: { type: 'x' } } } } },
    },
    [
      'a.options.b.options.c.type: there is no type `x` of options (the types are str, list, dict, bool, int, float, path, raw, jsonarg, json, bytes, bits)',
    ],
  ],
]

for (const [what, options, expected] of wrong) {
  test(`a spec is refused for ${what}`, () => {
    const faults = readSpec(options).faults.map(
      ({ path, message, hint }) => `${path.join('.')}: ${message}${hint === undefined ? '' : ` (${hint})`}`,
    )
    assert.equal(faults, expected)
  })
}

test('what is not known yet is no fault', () => {
  const rules = {
    mutually_exclusive: [unknown],
    required_if: [unknown, ['x', 1, unknown]],
    required_by: { x: unknown },
    required_one_of: unknown,
  }
  const options = { type: unknown, elements: 'str', required: unknown, choices: unknown, options: unknown }
  assert.equal(readSpec({ a: { ...options, ...rules, aliases: [unknown] }, b: unknown }).faults, [])
  assert.equal(readSpec(unknown).faults, [])
})

test('null for a key is as if it were not there, and documentation has no meaning', () => {
  const { spec, faults } = readSpec({
    a: { type: null, choices: null, default: null, required: true, description: 5, notes: {}, author: [] },
  })
  assert.equal(faults, [])
  assert.is(spec.get('a')?.type, 'str')
  assert.is(spec.get('a')?.choices, undefined)
})

test.run()
