import { Float, unboxed } from '../base/float.ts'
import { ownValue } from '../base/own-value.ts'
import { withinTime } from '../base/time-limit.ts'
import { InputError } from '../errors.ts'
import { compare, isEqual } from '../values/compare.ts'
import { isList, isMap } from '../values/plain.ts'
import { type Helper, helper, list, number, text } from './helper.ts'
import { isTrue, readPath } from './lookup.ts'
import { regex } from './regexes.ts'

/** Helpers that select items of a list by Jinja's tests. */
export const CHOICE_HELPERS: Readonly<Record<string, Helper>> = {
  select: helper(
    'select list [test] [value]',
    'the items that pass a test such as `"match"`, `"in"` or `"defined"`; without a test, all items that are true',
    (items, ...test) => chosen('select', items, undefined, test, true),
  ),
  reject: helper(
    'reject list [test] [value]',
    'the items that fail the test; the opposite of `select`',
    (items, ...test) => chosen('reject', items, undefined, test, false),
  ),
  selectattr: helper(
    'selectattr list key [test] [value]',
    'the items whose value of that key passes a test; without a test, the items whose value is true',
    (items, key, ...test) => chosen('selectattr', items, key, test, true),
  ),
  rejectattr: helper(
    'rejectattr list key [test] [value]',
    'the items whose value of that key fails a test; the opposite of `selectattr`',
    (items, key, ...test) => chosen('rejectattr', items, key, test, false),
  ),
}

function chosen(
  name: string,
  items: unknown,
  key: unknown,
  [test, ...others]: readonly unknown[],
  keeps: boolean,
): unknown[] {
  const path = key === undefined ? undefined : text(name, key)
  const holds = test === undefined ? isTruthy : testOf(name, text(name, test), others)
  return withinTime('a test', () =>
    list(name, items).filter(item => {
      const value = path === undefined ? item : readPath(item, path)
      return holds(value) === keeps
    }),
  )
}

type Test = (value: unknown) => boolean
/** Creates a test once for all items, from the value that they are compared with. */
type TestWithValue = (other: unknown) => Test

/** Whether a value is true in Jinja's sense: empty maps are false too. */
function isTruthy(value: unknown): boolean {
  return isMap(value) ? Object.keys(value).length > 0 : isTrue(value)
}

const equal: TestWithValue = other => value => isEqual(value, other)
const differ: TestWithValue = other => value => !isEqual(value, other)
const ordered =
  (holds: (order: number) => boolean): TestWithValue =>
  other =>
  value =>
    holds(compare('a test', value, other))
const less = ordered(order => order < 0)
const more = ordered(order => order > 0)
const atMost = ordered(order => order <= 0)
const atLeast = ordered(order => order >= 0)

/** Returns a test that matches a pattern anywhere in a string or, with the flag `y`, only at its beginning. */
const matching =
  (flags: '' | 'y'): TestWithValue =>
  pattern => {
    const expression = regex('match', pattern, flags, {})
    return value => text('match', value).search(expression) >= 0
  }

function holds(where: unknown, what: unknown): boolean {
  if (isList(where)) return where.some(item => isEqual(item, what))
  if (isMap(where)) return typeof what === 'string' && Object.hasOwn(where, what)
  return text('in', where).includes(text('in', what))
}

const contained = (inner: unknown, outer: unknown): boolean =>
  list('subset', inner).every(item => holds(outer, item))

/** Tests of Jinja and Ansible that take no argument. */
const PLAIN_TESTS: Readonly<Record<string, Test>> = {
  defined: value => value !== undefined,
  undefined: value => value === undefined,
  none: value => value === null,
  true: value => value === true,
  false: value => value === false,
  truthy: isTruthy,
  falsy: value => !isTruthy(value),
  boolean: value => typeof value === 'boolean',
  string: value => typeof value === 'string',
  number: value => typeof unboxed(value) === 'number' || typeof value === 'boolean',
  integer: value => Number.isInteger(value),
  float: value => value instanceof Float || (typeof value === 'number' && !Number.isInteger(value)),
  mapping: isMap,
  sequence: value => isList(value) || isMap(value) || typeof value === 'string',
  iterable: value => isList(value) || isMap(value) || typeof value === 'string',
  even: value => number('even', value) % 2 === 0,
  odd: value => Math.abs(number('odd', value) % 2) === 1,
  lower: value => isCased(value, each => each.toLowerCase()),
  upper: value => isCased(value, each => each.toUpperCase()),
}

/** Tests of Jinja and Ansible that take one argument. */
const TESTS_WITH_VALUE: Readonly<Record<string, TestWithValue>> = {
  divisibleby: other => value => number('divisibleby', value) % number('divisibleby', other) === 0,
  eq: equal,
  equalto: equal,
  '==': equal,
  ne: differ,
  '!=': differ,
  lt: less,
  lessthan: less,
  '<': less,
  gt: more,
  greaterthan: more,
  '>': more,
  le: atMost,
  '<=': atMost,
  ge: atLeast,
  '>=': atLeast,
  in: where => value => holds(where, value),
  contains: what => value => holds(value, what),
  match: matching('y'),
  search: matching(''),
  regex: matching(''),
  subset: other => value => contained(value, other),
  issubset: other => value => contained(value, other),
  superset: other => value => contained(other, value),
  issuperset: other => value => contained(other, value),
}

/** Whether a string contains letters, all of which are of one case, as Python's `islower` and `isupper` define it. */
function isCased(value: unknown, toCase: (text: string) => string): boolean {
  const all = text('lower', value)
  return all === toCase(all) && all.toLowerCase() !== all.toUpperCase()
}

function testOf(name: string, test: string, others: readonly unknown[]): Test {
  const plain = ownValue(PLAIN_TESTS, test)
  const withValue = ownValue(TESTS_WITH_VALUE, test)
  if (plain && others.length === 0) return plain
  if (withValue && others.length === 1) return withValue(others[0])
  if (plain || withValue)
    throw new InputError(
      `the test \`${test}\` of \`${name}\` takes ${plain ? 'no value' : '1 value'}, got ${others.length}`,
    )
  throw new InputError(`\`${name}\` knows no test \`${test}\``, {
    hint: `the tests are ${Object.keys({ ...PLAIN_TESTS, ...TESTS_WITH_VALUE }).join(', ')}`,
  })
}
