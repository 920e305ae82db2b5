import { compareValues, isEqual, isIn } from './compare.ts'
import { JinjaError } from './error.ts'
import type { Test } from './frame.ts'
import { describe, toText } from './text.ts'
import { Undefined } from './undefined.ts'
import { amount, Callable, isDict, isFloat, isNumber, used } from './values.ts'

/** The tests of Jinja2 itself (3.1): https://jinja.palletsprojects.com/en/3.1.x/templates/#builtin-tests. */
export const JINJA_TESTS: Readonly<Record<string, Test>> = {
  boolean: value => typeof there(value) === 'boolean',
  callable: value => value instanceof Callable,
  defined: value => !(value instanceof Undefined),
  divisibleby: (value, passed) => rest('divisibleby', value, passed.integer(0, 'num')) === 0,
  eq: (value, passed) => isEqual(value, passed.value(0, 'other')),
  equalto: (value, passed) => isEqual(value, passed.value(0, 'other')),
  '==': (value, passed) => isEqual(value, passed.value(0, 'other')),
  escaped: () => false,
  even: value => rest('even', value, 2) === 0,
  false: value => there(value) === false,
  filter: (value, _, calls) => isNamed(() => calls.filter(toText(value), undefined, NOTHING)),
  float: value => isFloat(there(value)),
  ge: (value, passed) => compareValues(value, passed.value(0, 'other')) >= 0,
  '>=': (value, passed) => compareValues(value, passed.value(0, 'other')) >= 0,
  greaterthan: (value, passed) => compareValues(value, passed.value(0, 'other')) > 0,
  gt: (value, passed) => compareValues(value, passed.value(0, 'other')) > 0,
  '>': (value, passed) => compareValues(value, passed.value(0, 'other')) > 0,
  in: (value, passed) => isIn(value, passed.value(0, 'seq')),
  integer: value => {
    const found = there(value)
    return isNumber(found) && !isFloat(found)
  },
  iterable: value => {
    if (value instanceof Undefined) return true
    const found = used(value)
    return typeof found === 'string' || Array.isArray(found) || isDict(found)
  },
  le: (value, passed) => compareValues(value, passed.value(0, 'other')) <= 0,
  '<=': (value, passed) => compareValues(value, passed.value(0, 'other')) <= 0,
  lessthan: (value, passed) => compareValues(value, passed.value(0, 'other')) < 0,
  lt: (value, passed) => compareValues(value, passed.value(0, 'other')) < 0,
  '<': (value, passed) => compareValues(value, passed.value(0, 'other')) < 0,
  lower: value => {
    const text = toText(value)
    return text !== text.toUpperCase() && text === text.toLowerCase()
  },
  mapping: value => isDict(there(value)),
  ne: (value, passed) => !isEqual(value, passed.value(0, 'other')),
  '!=': (value, passed) => !isEqual(value, passed.value(0, 'other')),
  none: value => there(value) === null,
  number: value => isNumber(there(value)) || typeof there(value) === 'boolean',
  odd: value => rest('odd', value, 2) === 1,
  sameas: (value, passed) => {
    const [one, other] = [there(value), passed.raw(0, 'other')]
    return (
      one === other ||
      (isNumber(one) && isNumber(other) && amount(one) === amount(other) && isFloat(one) === isFloat(other))
    )
  },
  sequence: value => {
    const found = there(value)
    return typeof found === 'string' || Array.isArray(found) || isDict(found)
  },
  string: value => typeof there(value) === 'string',
  test: (value, _, calls) => isNamed(() => calls.test(toText(value), undefined, NOTHING)),
  true: value => there(value) === true,
  undefined: value => value instanceof Undefined,
  upper: value => {
    const text = toText(value)
    return text !== text.toLowerCase() && text === text.toUpperCase()
  },
}

const NOTHING = { positional: [], named: new Map<string, unknown>() }

/**
 * Returns the value for a test of its type, and undefined for a value that does not exist, so that no type test
 * passes.
 */
function there(value: unknown): unknown {
  return value instanceof Undefined ? undefined : used(value)
}

/** Whether a filter or test of that name exists. Any other error of the call does not matter. */
function isNamed(call: () => unknown): boolean {
  try {
    call()
    return true
  } catch (error) {
    return !(error instanceof JinjaError && error.message.startsWith('there is no '))
  }
}

/** Returns Python's `number % by`. Throws JinjaError if the value is not a number. */
function rest(name: string, value: unknown, by: number): number {
  const found = amount(used(value))
  if (found === undefined) throw new JinjaError(`\`${name}\` needs a number, got ${describe(used(value))}`)
  return found - Math.floor(found / by) * by
}
