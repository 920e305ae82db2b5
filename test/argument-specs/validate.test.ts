import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readSpec } from '../../src/argument-specs/read-spec.ts'
import { argumentErrors } from '../../src/argument-specs/validate.ts'
import { Unknown } from '../../src/values/unknown.ts'
import { ARGUMENT_ROWS } from './argument-rows.ts'

function errorsIn(options: unknown, given: Readonly<Record<string, unknown>>) {
  const { spec, faults } = readSpec(options)
  assert.equal(faults, [])
  return argumentErrors(spec, new Map(Object.entries(given)))
}

for (const { title, options, given, errors } of ARGUMENT_ROWS) {
  test(`arguments: ${title}`, () => {
    assert.equal(
      errorsIn(options, given).map(({ message }) => message),
      errors,
    )
  })
}

const paths: [
  what: string,
  options: object,
  given: Record<string, unknown>,
  path: string[],
  isMissing: boolean,
][] = [
  ['a value', { a: { type: 'int' } }, { a: 'x' }, ['a'], false],
  ['an item', { a: { type: 'list', elements: 'int' } }, { a: [1, 'x'] }, ['a', '1'], false],
  ['a required option', { a: {}, b: { required: true } }, {}, ['b'], true],
  [
    'a value in the map of a list',
    { a: { type: 'list', elements: 'dict', options: { n: { type: 'int' } } } },
    { a: [{}, { n: 'x' }] },
    ['a', '1', 'n'],
    false,
  ],
  [
    'what a rule misses',
    { a: { type: 'dict', options: { b: {}, c: {} }, required_together: [['b', 'c']] } },
    { a: { b: 1 } },
    ['a', 'c'],
    true,
  ],
  ['an unsupported parameter', { a: { type: 'dict', options: {} } }, { a: { z: 1 } }, ['a', 'z'], false],
]

for (const [what, options, given, path, isMissing] of paths) {
  test(`an error names the path of ${what}`, () => {
    const found = errorsIn(options, given)
    assert.equal(
      found.map(error => [error.path, error.isMissing]),
      [[path, isMissing]],
    )
  })
}

const unknown = new Unknown('a fact')
const x = (options: object, rules: object) => ({ x: { type: 'dict', options, ...rules } })
const [A, AB] = [{ a: {} }, { a: {}, b: {} }]

const uncertain: [what: string, options: object, given: Record<string, unknown>][] = [
  ['its type', { a: { type: 'int' } }, { a: unknown }],
  ['whether it is there', { a: { required: true } }, { a: unknown }],
  ['its choice', { a: { choices: ['x'] } }, { a: unknown }],
  ['the choices', { a: { choices: [unknown] } }, { a: 'x' }],
  ['a choice in a list', { a: { type: 'list', choices: ['x'] } }, { a: ['x', unknown] }],
  ['the type of an item', { a: { type: 'list', elements: 'int' } }, { a: ['1', unknown] }],
  ['a map', x({ a: { required: true } }, {}), { x: unknown }],
  ['one of a list of maps', { x: { type: 'list', elements: 'dict', options: A } }, { x: [unknown] }],
  ['what excludes another', x(AB, { mutually_exclusive: [['a', 'b']] }), { x: { a: 1, b: unknown } }],
  ['what goes together', x(AB, { required_together: [['a', 'b']] }), { x: { a: unknown } }],
  ['one of which one is needed', x(AB, { required_one_of: [['a', 'b']] }), { x: { a: unknown } }],
  ['what has a condition', x(AB, { required_if: [['a', 'on', ['b']]] }), { x: { a: unknown } }],
  ['what a condition needs', x(AB, { required_if: [['a', 'on', ['b']]] }), { x: { a: 'on', b: unknown } }],
  ['what needs another', x(AB, { required_by: { a: 'b' } }), { x: { a: unknown } }],
]

for (const [what, options, given] of uncertain) {
  test(`it is no error if it is not known yet: ${what}`, () => {
    assert.equal(errorsIn(options, given), [])
  })
}

test('what is known is checked next to what is not', () => {
  const options = { a: { type: 'int' }, b: { type: 'list', elements: 'int' } }
  const found = errorsIn(options, { a: unknown, b: [unknown, 'x'] })
  assert.equal(
    found.map(({ path }) => path),
    [['b', '1']],
  )
})

test('no message contains the value of an option with `no_log`, nor of one in it', () => {
  const inner = {
    flag: { type: 'bool' },
    kind: { choices: ['a'] },
    list: { type: 'list', choices: ['a'] },
    on: {},
    other: {},
  }
  const options = {
    pin: { type: 'bool', no_log: true },
    all: { type: 'dict', no_log: true, options: inner, required_if: [['on', 'hunter2', ['other']]] },
  }
  const all = { flag: 'hunter2', kind: 'hunter2', list: ['hunter2'], on: 'hunter2' }
  const messages = errorsIn(options, { pin: 'hunter2', all }).map(({ message }) => message)
  assert.is(messages.length, 5)
  assert.not.match(messages.join('\n'), /hunter2/)
})

test.run()
