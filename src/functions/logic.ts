import { InputError } from '../errors.ts'
import { compare, compareVersions, isEqual } from '../values/compare.ts'
import { isList, isMap } from '../values/plain.ts'
import { Unknown, UnknownValueError } from '../values/unknown.ts'
import { type Helper, helper, lazyHelper, map, text, type Value } from './helper.ts'
import { isTrue, keyHint, type Missing, missingKeyText, missingValueError, readKey } from './lookup.ts'

/** Helpers that compare and choose. */
export const LOGIC_HELPERS: Readonly<Record<string, Helper>> = {
  eq: helper('eq a b', 'true if both are equal; text never equals a number', (a, b) => isEqual(a, b)),
  ne: helper('ne a b', 'true if they differ', (a, b) => !isEqual(a, b)),
  lt: helper(
    'lt a b',
    'true if a < b; both are numbers, or both are strings',
    (a, b) => compare('`lt`', a, b) < 0,
  ),
  le: helper('le a b', 'true if a ≤ b', (a, b) => compare('`le`', a, b) <= 0),
  gt: helper('gt a b', 'true if a > b', (a, b) => compare('`gt`', a, b) > 0),
  ge: helper('ge a b', 'true if a ≥ b', (a, b) => compare('`ge`', a, b) >= 0),
  and: lazyHelper('and a b …', 'the first value that is false, otherwise the last value', values =>
    choose(values, false),
  ),
  or: lazyHelper('or a b …', 'the first value that is true, otherwise the last value', values =>
    choose(values, true),
  ),
  not: lazyHelper(
    'not a',
    'true if the value is false, null, 0, an empty string or an empty list',
    ([value]) => !isTrue(settled(value)),
  ),
  ternary: lazyHelper(
    'ternary test yes no',
    '`yes` if `test` is true, otherwise `no`',
    ([test, yes, no], missing) => (isTrue(settled(test)) ? yes?.(missing) : no?.(missing)),
  ),
  default: lazyHelper(
    'default value other …',
    'the first value that is defined and not null',
    (values, missing) => {
      const last = values.at(-1)
      for (const value of values.slice(0, -1)) {
        const found = value('variable')
        if (found !== undefined && found !== null) return found
      }
      return last?.(missing)
    },
  ),
  defined: lazyHelper(
    'defined value',
    'true if the variable or key exists',
    ([value]) => value?.('variable') !== undefined,
  ),
  mandatory: lazyHelper(
    'mandatory value [message]',
    'the value, or an error with that message if the value does not exist',
    ([value, message], missing) => {
      const found = value?.('variable')
      if (found !== undefined) return found
      const given = message?.(missing)
      throw new InputError(typeof given === 'string' ? given : 'a mandatory value is not defined')
    },
  ),
  undef: lazyHelper(
    'undef message',
    'an error with that message, unless something overrides the variable',
    values => {
      const message = values[0]?.('nothing')
      throw new InputError(
        typeof message === 'string' && message !== '' ? message : 'the value must be overridden',
      )
    },
  ),
  version: helper(
    'version a sign b',
    'the result of comparing two versions; `sign` is `<`, `<=`, `>`, `>=`, `==` or `!=`',
    (left, sign, right) => version(text('version', left), text('version', sign), text('version', right)),
  ),
  contains: helper(
    'contains where what',
    'true if a list has the item, a string has the substring, or a map has the key',
    (where, what) => contains(where, what),
  ),
  lookup: lazyHelper(
    'lookup where key …',
    'an item of a list or map; the index or key may come from a variable',
    lookup,
  ),
  merge: helper(
    'merge map other …',
    'one map with the keys of all maps; the last value of a key wins',
    (...maps) => Object.fromEntries(maps.flatMap(each => Object.entries(map('merge', each)))),
  ),
}

function version(left: string, sign: string, right: string): boolean {
  const order = compareVersions(left, right)
  const answers: Readonly<Record<string, boolean>> = {
    '<': order < 0,
    '<=': order <= 0,
    '>': order > 0,
    '>=': order >= 0,
    '==': order === 0,
    '!=': order !== 0,
  }
  if (Object.hasOwn(answers, sign)) return answers[sign] === true
  throw new InputError(
    `\`version\` compares by \`<\`, \`<=\`, \`>\`, \`>=\`, \`==\` or \`!=\`, got \`${sign}\``,
    { hint: 'such as `version(etcd_version, ">=", "3.4")`' },
  )
}

function choose(values: readonly Value[], wanted: boolean): unknown {
  let found: unknown
  for (const value of values) {
    found = settled(value)
    if (isTrue(found) === wanted) return found
  }
  return found
}

/**
 * Returns a value that is tested. Missing keys at its end count as null. Throws UnknownValueError if it is not known
 * yet.
 */
function settled(value: Value | undefined): unknown {
  const found = value?.('key')
  if (found instanceof Unknown) throw new UnknownValueError(found)
  return found ?? null
}

function contains(where: unknown, what: unknown): boolean {
  if (isList(where)) return where.some(item => isEqual(item, what))
  if (isMap(where)) return Object.hasOwn(where, text('contains', what))
  return text('contains', where).includes(text('contains', what))
}

function lookup(values: readonly Value[], missing: Missing): unknown {
  const [where, ...keys] = values
  let value = where?.(missing)
  for (const key of keys) {
    if (value instanceof Unknown || value === undefined) return value
    const name = settled(key)
    const found = readKey(value, text('lookup', name))
    if (found === undefined && missing === 'nothing')
      throw missingValueError(
        `the value passed to \`lookup\` ${missingKeyText(value, String(name))}`,
        keyHint(value, String(name)),
      )
    value = found
  }
  return value
}
