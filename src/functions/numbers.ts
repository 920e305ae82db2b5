import { parseFlag } from '../base/flag.ts'
import { InputError } from '../errors.ts'
import { compare } from '../values/compare.ts'
import { kindOf } from '../values/plain.ts'
import { type Helper, helper, list, number } from './helper.ts'

/** Helpers that calculate with numbers and convert between types. */
export const NUMBER_HELPERS: Readonly<Record<string, Helper>> = {
  add: helper('add a b …', 'the sum', (...values) =>
    values.reduce<number>((sum, each) => sum + number('add', each), 0),
  ),
  sub: helper('sub a b', 'a − b', (a, b) => number('sub', a) - number('sub', b)),
  mul: helper('mul a b …', 'the product', (...values) =>
    values.reduce<number>((product, each) => product * number('mul', each), 1),
  ),
  div: helper(
    'div a b',
    'a ÷ b, with a fraction; `(int (div a b))` truncates it',
    (a, b) => number('div', a) / divisor('div', b),
  ),
  mod: helper('mod a b', 'the remainder of a divided by b', (a, b) => number('mod', a) % divisor('mod', b)),
  min: helper('min list', 'the smallest item of a list', value => extreme('min', value)),
  max: helper('max list', 'the largest item of a list', value => extreme('max', value)),
  int: helper('int value', 'a whole number, from a number or text; fractions are truncated', value =>
    Math.trunc(typeof value === 'boolean' ? Number(value) : number('int', value)),
  ),
  float: helper('float value', 'a number, from text', value => number('float', value)),
  bool: helper('bool value', 'true or false, also from a string such as `yes`, `off` or `1`', bool),
}

function divisor(name: string, value: unknown): number {
  const found = number(name, value)
  if (found !== 0) return found
  throw new InputError(`\`${name}\` cannot divide by 0`)
}

function extreme(name: 'min' | 'max', value: unknown): unknown {
  const sorted = [...list(name, value)].sort((one, other) => compare(`\`${name}\``, one, other))
  if (sorted.length === 0) throw new InputError(`\`${name}\` takes a list with items, got an empty one`)
  return name === 'min' ? sorted[0] : sorted.at(-1)
}

/** Further words that Ansible's filter `bool` accepts. */
const SHORT_FLAGS: ReadonlyMap<string, boolean> = new Map([
  ...['1', 'y', 't'].map(word => [word, true] as const),
  ...['0', 'n', 'f'].map(word => [word, false] as const),
])

function bool(value: unknown): boolean {
  if (typeof value === 'boolean') return value
  const text = String(value).trim()
  const flag = parseFlag(text) ?? SHORT_FLAGS.get(text.toLowerCase())
  if (flag !== undefined) return flag
  const shown = typeof value === 'string' ? `\`${value}\`` : kindOf(value)
  throw new InputError(`\`bool\` takes true, false, or a word such as \`yes\`, got ${shown}`)
}
