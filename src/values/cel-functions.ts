import { InputError } from '../errors.ts'
import { MACROS } from './cel-macros.ts'
import { fromCel } from './cel-view.ts'
import { compare, compareVersions, isEqual, unique } from './compare.ts'
import { plain } from './plain.ts'

/** An operator or function that CEL is given beside its own: its signature and its work. */
export type CelRow = readonly [signature: string, work: (...values: never[]) => unknown]

type Whole = bigint | number
type Sign = '+' | '-' | '*' | '/' | '%'

/** Numbers of YAML are doubles, those of an expression whole: each operator takes them mixed, and then gives a double. */
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

/** Functions beside CEL's own, for what playbooks ask. */
export const FUNCTIONS: readonly CelRow[] = [
  ['version(string, string, string): bool', version],
  [
    'version(double, string, string): bool',
    (a: number, sign: string, b: string) => version(String(a), sign, b),
  ],
  ['size(LazyMap): int', (map: object) => BigInt(Object.keys(map).length)],
  ['json(dyn): string', (value: unknown) => JSON.stringify(plain(fromCel(value)))],
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
    'min(list): dyn',
    (items: unknown[]) =>
      atEnd(
        'min',
        items.map(asNumber).sort((a, b) => compare('`min`', a, b)),
        0,
      ),
  ],
  [
    'max(list): dyn',
    (items: unknown[]) =>
      atEnd(
        'max',
        items.map(asNumber).sort((a, b) => compare('`max`', a, b)),
        -1,
      ),
  ],
  [
    'list.indexOf(dyn): int',
    (items: unknown[], wanted: unknown) =>
      BigInt(items.findIndex(item => isEqual(asNumber(item), asNumber(wanted)))),
  ],
]

function calculate(left: Whole, sign: Sign, right: Whole): number {
  const [a, b] = [Number(left), Number(right)]
  if ((sign === '/' || sign === '%') && b === 0) throw new InputError(`\`${sign}\` cannot divide by 0`)
  const results = { '+': a + b, '-': a - b, '*': a * b, '/': a / b, '%': a % b }
  return results[sign]
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
  const answer = answers[sign]
  if (answer !== undefined) return answer
  throw new InputError(
    `\`version\` compares by \`<\`, \`<=\`, \`>\`, \`>=\`, \`==\` or \`!=\`, got \`${sign}\``,
    {
      hint: 'such as `version(etcd_version, ">=", "3.4")`',
    },
  )
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
  ...[...FUNCTIONS, ...MACROS].map(([signature]) => /(\w+)\(/.exec(signature)?.[1] ?? ''),
  ...'has all exists exists_one map filter bind size matches contains startsWith endsWith lowerAscii upperAscii'.split(
    ' ',
  ),
  ...'trim split join indexOf lastIndexOf substring int uint double string bool bytes type dyn timestamp'.split(
    ' ',
  ),
  ...'duration hex base64 at none of or orValue hasValue value'.split(' '),
])
