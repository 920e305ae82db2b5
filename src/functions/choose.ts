import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { compare, isEqual } from '../values/compare.ts'
import { isList, isMap } from '../values/plain.ts'
import { type Helper, helper, list, number, text } from './helper.ts'
import { isTrue, readKey } from './lookup.ts'
import { regex } from './regexes.ts'

/** Helpers that keep some items of a list, by the tests of Jinja. */
export const CHOICE_HELPERS: Readonly<Record<string, Helper>> = {
  select: helper(
    'select list [test] [value]',
    'the items that pass a test such as `"match"`, `"in"` or `"defined"`; without a test, those that are true',
    (items, ...test) => chosen('select', items, undefined, test, true),
  ),
  reject: helper('reject list [test] [value]', 'the other items', (items, ...test) =>
    chosen('reject', items, undefined, test, false),
  ),
  selectattr: helper(
    'selectattr list key [test] [value]',
    'the items whose key passes a test; without a test, those whose key is true',
    (items, key, ...test) => chosen('selectattr', items, key, test, true),
  ),
  rejectattr: helper('rejectattr list key [test] [value]', 'the other items', (items, key, ...test) =>
    chosen('rejectattr', items, key, test, false),
  ),
}

function chosen(
  name: string,
  items: unknown,
  key: unknown,
  [test, ...others]: readonly unknown[],
  keeps: boolean,
): unknown[] {
  const path = key === undefined ? [] : text(name, key).split('.')
  const holds = test === undefined ? isTruthy : testOf(name, text(name, test), others)
  return list(name, items).filter(item => {
    const value = path.reduce<unknown>((at, part) => (at === undefined ? at : readKey(at, part)), item)
    return holds(value) === keeps
  })
}

type Test = (value: unknown, other: unknown) => boolean

/** As Jinja takes a value for true. */
function isTruthy(value: unknown): boolean {
  return isMap(value) ? Object.keys(value).length > 0 : isTrue(value)
}

const equal: Test = isEqual
const differ: Test = (value, other) => !isEqual(value, other)
const ordered =
  (holds: (order: number) => boolean): Test =>
  (value, other) =>
    holds(compare('a test', value, other))
const less = ordered(order => order < 0)
const more = ordered(order => order > 0)
const atMost = ordered(order => order <= 0)
const atLeast = ordered(order => order >= 0)

function found(pattern: unknown, value: unknown, before: string, after: string): boolean {
  const expression = regex('match', `${before}${text('match', pattern)}${after}`, '', {})
  return withinTime('a test', () => expression.test(text('match', value)))
}

function holds(where: unknown, what: unknown): boolean {
  if (isList(where)) return where.some(item => isEqual(item, what))
  if (isMap(where)) return typeof what === 'string' && Object.hasOwn(where, what)
  return text('in', where).includes(text('in', what))
}

const contained = (inner: unknown, outer: unknown): boolean =>
  list('subset', inner).every(item => holds(outer, item))

/** Jinja's and Ansible's tests, by the number of values that they take in addition. */
const TESTS: Readonly<Record<string, readonly [count: number, test: Test]>> = {
  defined: [0, value => value !== undefined],
  undefined: [0, value => value === undefined],
  none: [0, value => value === null],
  true: [0, value => value === true],
  false: [0, value => value === false],
  truthy: [0, isTruthy],
  falsy: [0, value => !isTruthy(value)],
  boolean: [0, value => typeof value === 'boolean'],
  string: [0, value => typeof value === 'string'],
  number: [0, value => typeof value === 'number' || typeof value === 'boolean'],
  integer: [0, value => Number.isInteger(value)],
  float: [0, value => typeof value === 'number' && !Number.isInteger(value)],
  mapping: [0, isMap],
  sequence: [0, value => isList(value) || isMap(value) || typeof value === 'string'],
  iterable: [0, value => isList(value) || isMap(value) || typeof value === 'string'],
  even: [0, value => number('even', value) % 2 === 0],
  odd: [0, value => Math.abs(number('odd', value) % 2) === 1],
  lower: [0, value => isCased(value, each => each.toLowerCase())],
  upper: [0, value => isCased(value, each => each.toUpperCase())],
  divisibleby: [1, (value, other) => number('divisibleby', value) % number('divisibleby', other) === 0],
  ...Object.fromEntries(['eq', 'equalto', '=='].map(name => [name, [1, equal] as const])),
  ...Object.fromEntries(['ne', '!='].map(name => [name, [1, differ] as const])),
  ...Object.fromEntries(['lt', 'lessthan', '<'].map(name => [name, [1, less] as const])),
  ...Object.fromEntries(['gt', 'greaterthan', '>'].map(name => [name, [1, more] as const])),
  ...Object.fromEntries(['le', '<='].map(name => [name, [1, atMost] as const])),
  ...Object.fromEntries(['ge', '>='].map(name => [name, [1, atLeast] as const])),
  in: [1, (value, other) => holds(other, value)],
  contains: [1, holds],
  match: [1, (value, pattern) => found(pattern, value, '^(?:', ')')],
  search: [1, (value, pattern) => found(pattern, value, '', '')],
  regex: [1, (value, pattern) => found(pattern, value, '', '')],
  subset: [1, contained],
  issubset: [1, contained],
  superset: [1, (value, other) => contained(other, value)],
  issuperset: [1, (value, other) => contained(other, value)],
}

/** Whether a text has letters, and all are of one case, as Python's `islower` says. */
function isCased(value: unknown, toCase: (text: string) => string): boolean {
  const all = text('lower', value)
  return all === toCase(all) && all.toLowerCase() !== all.toUpperCase()
}

function testOf(name: string, test: string, others: readonly unknown[]): (value: unknown) => boolean {
  const known = Object.hasOwn(TESTS, test) ? TESTS[test] : undefined
  if (!known)
    throw new InputError(`\`${name}\` knows no test \`${test}\``, {
      hint: `the tests are ${Object.keys(TESTS).join(', ')}`,
    })
  const [count, run] = known
  if (others.length !== count)
    throw new InputError(
      `the test \`${test}\` of \`${name}\` takes ${count === 0 ? 'no value' : '1 value'}, got ${others.length}`,
    )
  return value => run(value, others[0])
}
