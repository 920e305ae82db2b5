import { InputError } from '../errors.ts'
import { HELPERS, type Helper } from '../functions/table.ts'
import { compare, isEqual, unique } from '../values/compare.ts'
import { fromCel, isOwnMap } from './view.ts'

/** The signature and implementation of an operator or function that is added to CEL. */
export type CelRow = readonly [signature: string, work: (...values: never[]) => unknown]

type Whole = bigint | number
type Sign = '+' | '-' | '*' | '/' | '%'

/**
 * Operators for mixed operands: numbers from YAML are doubles, numbers in an expression are whole. The result is
 * then a double.
 */
export const OPERATORS: readonly CelRow[] = [
  ...(['+', '-', '*', '/', '%'] as const).flatMap((sign): CelRow[] => [
    [`double ${sign} int: double`, (a: Whole, b: Whole) => calculate(a, sign, b)],
    [`int ${sign} double: double`, (a: Whole, b: Whole) => calculate(a, sign, b)],
  ]),
  ['double % double: double', (a: Whole, b: Whole) => calculate(a, '%', b)],
  ['int == double: bool', (a: Whole, b: Whole) => Number(a) === Number(b)],
  ['string in string: bool', (part: string, whole: string) => whole.includes(part)],
  ['string in LazyMap: bool', (key: string, map: object) => Object.hasOwn(map, key)],
]

/** Methods of strings, lists and maps that are added to CEL's own. */
export const METHODS: readonly CelRow[] = [
  ['size(LazyMap): int', (map: object) => BigInt(Object.keys(map).length)],
  [
    'string.replace(string, string): string',
    (text: string, old: string, other: string) => text.replaceAll(old, () => other),
  ],
  ['string.lines(): list<string>', (text: string) => text.replace(/\r?\n$/, '').split(/\r?\n/)],
  ['map.keys(): list<string>', (map: object) => Object.keys(map)],
  ['LazyMap.keys(): list<string>', (map: object) => Object.keys(map)],
  ['map.values(): list', (map: object) => Object.values(map)],
  ['list.first(): dyn', (items: unknown[]) => atEnd('first', items, 0)],
  ['list.last(): dyn', (items: unknown[]) => atEnd('last', items, -1)],
  ['list.sort(): list', (items: unknown[]) => items.map(asNumber).sort((a, b) => compare('`sort`', a, b))],
  ['list.reverse(): list', (items: unknown[]) => [...items].reverse()],
  ['list.distinct(): list', (items: unknown[]) => unique(items.map(asNumber))],
  ['list.flatten(): list', (items: unknown[]) => items.flat(Number.POSITIVE_INFINITY)],
  [
    'list.sum(): double',
    (items: unknown[]) => items.map(asNumber).reduce((sum: number, item) => sum + Number(item), 0),
  ],
  [
    'list.indexOf(dyn): int',
    (items: unknown[], wanted: unknown) =>
      BigInt(items.findIndex(item => isEqual(asNumber(item), asNumber(wanted)))),
  ],
]

/** The maximum number of values for a variadic function. */
const MOST_VALUES = 10

/**
 * Functions of CEL that accept too few types for the values in playbooks. Expressions call Drover's functions by
 * these names instead.
 */
export const WIDENED: Readonly<Record<string, string>> = {
  bool: 'to_bool',
  int: 'to_int',
  string: 'to_string',
}

/**
 * Every helper of templates as a function of the same name, except helpers that evaluate their arguments lazily or
 * read the variables.
 */
export const FUNCTIONS: readonly CelRow[] = Object.entries(HELPERS).flatMap(([name, helper]) => {
  if (helper.isLazy || helper.needs) return []
  const type = Object.hasOwn(WIDENED, name) ? name : 'dyn'
  return aritiesOf(helper).map((count): CelRow => {
    const params = Array.from({ length: count }, () => 'dyn').join(', ')
    return [`${WIDENED[name] ?? name}(${params}): ${type}`, (...values) => callHelper(name, helper, values)]
  })
})

/** Returns each number of values that a helper can be called with. */
export function aritiesOf({ least, most }: Helper): number[] {
  const last = Math.min(most, MOST_VALUES)
  return Array.from({ length: last - least + 1 }, (_, index) => least + index)
}

/** Calls a helper with CEL values. */
export function callHelper(
  name: string,
  { call, least, options }: Helper,
  all: readonly unknown[],
  variables?: Readonly<Record<string, unknown>>,
): unknown {
  // Large whole numbers would lose digits if converted.
  if (typeof all[0] === 'bigint' && name === 'int') return all[0]
  if (typeof all[0] === 'bigint' && name === 'string') return String(all[0])
  const named = all.length > least ? namedValues(options, all.at(-1)) : undefined
  const values = named ? all.slice(0, -1) : all
  const given = call(
    values.map(value => () => fromCel(value)),
    'nothing',
    Object.fromEntries(Object.entries(named ?? {}).map(([key, value]) => [key, () => fromCel(value)])),
    variables,
  )
  return name === 'int' ? BigInt(given as number) : given
}

/**
 * Returns the last value as options if it is a map that has only keys of options: `to_nice_yaml(x, {"indent": 2})`.
 */
function namedValues(
  options: readonly string[],
  last: unknown,
): Readonly<Record<string, unknown>> | undefined {
  if (options.length === 0 || !isOwnMap(last)) return undefined
  const keys = Object.keys(last)
  return keys.length > 0 && keys.every(key => options.includes(key)) ? last : undefined
}

function calculate(left: Whole, sign: Sign, right: Whole): number {
  const [a, b] = [Number(left), Number(right)]
  if ((sign === '/' || sign === '%') && b === 0) throw new InputError(`\`${sign}\` cannot divide by 0`)
  const results = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b }
  return results[sign]
}

function atEnd(name: string, items: readonly unknown[], index: number): unknown {
  const item = items.at(index)
  if (item !== undefined) return item
  throw new InputError(`\`${name}\` takes a list with items, got an empty one`)
}

function asNumber(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** Every name that can be called, for suggestions. */
export const FUNCTION_NAMES: ReadonlySet<string> = new Set([
  ...Object.keys(HELPERS),
  ...METHODS.map(([signature]) => /(\w+)\(/.exec(signature)?.[1] ?? ''),
  ...'has all exists exists_one map filter bind size matches contains startsWith endsWith lowerAscii upperAscii'.split(
    ' ',
  ),
  ...'trim split join indexOf lastIndexOf substring int uint double string bool bytes type dyn timestamp'.split(
    ' ',
  ),
  ...'duration hex base64 at none of or orValue hasValue value'.split(' '),
])
