import { Float } from '../../base/float.ts'
import { InputError } from '../../errors.ts'
import { isMap } from '../../values/plain.ts'
import { fixed, pythonNumber } from './text.ts'

const PLACEHOLDER = /%(?:\(([^)]*)\))?([-+ #0]*)(\*|\d+)?(?:\.(\*|\d*))?[hlL]?(.|$)/gs

const MOST_WIDTH = 10_000
/** The maximum number of decimal places that JavaScript can format. */
const MOST_PLACES = 100

/** How values are converted to text and to numbers, for values other than plain data. */
export interface Converters {
  /** Returns Python's text for a value, with quotes if it is inside another value. */
  readonly text: (value: unknown, isQuoted: boolean) => string
  readonly number: (value: unknown) => number | undefined
}

const PLAIN: Converters = {
  text: textual,
  number: value => {
    const isNumber = typeof value === 'number' || typeof value === 'boolean' || value instanceof Float
    return isNumber ? Number(value) : undefined
  },
}

/** Formats text as Python's `%` does: `%s`, `%d`, `%05.1f`, `%(name)s` from a map. Throws InputError. */
export function formatPercent(text: string, values: readonly unknown[], shown: Converters = PLAIN): string {
  const [only] = values
  const named = values.length === 1 && isMap(only) ? only : undefined
  let at = 0
  const next = (): unknown => {
    if (at >= values.length) throw new InputError(`\`format\` got ${values.length} values, which are too few`)
    at += 1
    return values[at - 1]
  }
  const size = (given: string | undefined): number | undefined => {
    if (given === undefined) return undefined
    const asked = given === '*' ? numeric(next(), shown) : Number(given)
    if (Number.isInteger(asked) && Math.abs(asked) <= MOST_WIDTH) return asked
    throw new InputError(
      `a width or precision of \`format\` must be a whole number up to ${MOST_WIDTH}, got ${asked}`,
    )
  }
  const filled = text.replace(PLACEHOLDER, (...match: string[]) => {
    const [name, flags = '', width, precision, kind = ''] = match.slice(1)
    if (kind === '%') return '%'
    const [wide, exact] = [size(width), size(precision)]
    const value = name === undefined ? next() : namedValue(named, name)
    // A width that is passed as a value may be negative, which aligns like the flag `-`.
    const aligned = (wide ?? 0) < 0 ? `-${flags}` : flags
    return padded(
      formatted(value, { kind, flags, precision: exact && Math.max(0, exact), shown }),
      aligned,
      kind,
      Math.abs(wide ?? 0),
    )
  })
  // Python treats a list like a map, whose values need not be used.
  const isUnused = named === undefined && !(values.length === 1 && Array.isArray(only))
  if (isUnused && at < values.length)
    throw new InputError(`\`format\` got ${values.length} values, but the text uses ${at}`)
  return filled
}

function namedValue(named: Readonly<Record<string, unknown>> | undefined, name: string): unknown {
  if (named && Object.hasOwn(named, name)) return named[name]
  throw new InputError(`\`format\` has no value \`${name}\``)
}

function numeric(value: unknown, shown: Converters): number {
  const found = shown.number(value)
  if (found !== undefined) return found
  throw new InputError('`format` takes a number for `%d`, `%f` and the like', {
    hint: 'convert it with `int`',
  })
}

interface Spec {
  readonly kind: string
  readonly flags: string
  readonly precision: number | undefined
  readonly shown: Converters
}

function formatted(value: unknown, { kind, flags, precision, shown }: Spec): string {
  if (kind === 's' || kind === 'r' || kind === 'a') {
    const all = [...shown.text(value, kind !== 's')]
    return all.slice(0, precision ?? all.length).join('')
  }
  if (kind === 'c') return typeof value === 'string' ? value : character(numeric(value, shown))
  const number = numeric(value, shown)
  const digits = digitsOf(Math.abs(number), kind, flags, precision)
  if (number < 0 || Object.is(number, -0)) return `-${digits}`
  return `${/[+ ]/.exec(flags)?.[0] ?? ''}${digits}`
}

function character(code: number): string {
  if (Number.isInteger(code) && code >= 0 && code <= 0x10ffff) return String.fromCodePoint(code)
  throw new InputError(`\`%c\` of \`format\` takes the number of a character, got ${code}`)
}

function digitsOf(number: number, kind: string, flags: string, precision: number | undefined): string {
  if (!Number.isFinite(number)) {
    if (!'eEfFgG'.includes(kind)) throw new InputError(`\`%${kind}\` of \`format\` takes a finite number`)
    return cased(Number.isNaN(number) ? 'nan' : 'inf', kind)
  }
  const radix = { x: 16, X: 16, o: 8 }[kind]
  if (radix !== undefined) {
    const text = Math.trunc(number)
      .toString(radix)
      .padStart(precision ?? 0, '0')
    const marked = flags.includes('#') ? `0${kind}${text}` : text
    return kind === 'X' ? marked.toUpperCase() : marked
  }
  if ('diu'.includes(kind))
    return BigInt(Math.trunc(number))
      .toString()
      .padStart(precision ?? 0, '0')
  const places = precision ?? 6
  if (places > MOST_PLACES)
    throw new InputError(`\`%${kind}\` of \`format\` takes a precision up to ${MOST_PLACES}, got ${places}`)
  const twoDigits = (text: string): string => text.replace(/e([-+])(\d)$/, 'e$10$2')
  if (kind === 'f' || kind === 'F') return fixed(number, places)
  if (kind === 'e' || kind === 'E') return cased(twoDigits(number.toExponential(places)), kind)
  if (kind === 'g' || kind === 'G') return cased(general(number, Math.max(1, places), twoDigits), kind)
  throw new InputError(`\`format\` knows no \`%${kind}\``)
}

function general(number: number, digits: number, twoDigits: (text: string) => string): string {
  const exponent = number === 0 ? 0 : Number(number.toExponential(digits - 1).split('e')[1])
  if (exponent < -4 || exponent >= digits)
    return twoDigits(number.toExponential(digits - 1).replace(/\.?0+(?=e)/, ''))
  const text = number.toFixed(Math.min(MOST_PLACES, digits - 1 - exponent))
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

function cased(text: string, kind: string): string {
  return kind === kind.toUpperCase() ? text.toUpperCase() : text
}

/** Returns Python's text for a value, with quotes if it is inside another value. */
function textual(value: unknown, isQuoted: boolean): string {
  if (value === null || value === undefined) return 'None'
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (typeof value === 'number' || value instanceof Float) return pythonNumber(value)
  if (typeof value === 'string') return isQuoted ? quoted(value) : value
  if (Array.isArray(value)) return `[${value.map(item => textual(item, true)).join(', ')}]`
  const entries = Object.entries(value as object)
  return `{${entries.map(([key, part]) => `${quoted(key)}: ${textual(part, true)}`).join(', ')}}`
}

function quoted(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'"
  const inner = text
    .replaceAll('\\', '\\\\')
    .replaceAll('\n', '\\n')
    .replaceAll('\t', '\\t')
    .replaceAll('\r', '\\r')
  return quote + (quote === "'" ? inner.replaceAll("'", "\\'") : inner) + quote
}

function padded(text: string, flags: string, kind: string, width: number): string {
  const missing = width - [...text].length
  if (missing <= 0) return text
  if (flags.includes('-')) return text + ' '.repeat(missing)
  if (!flags.includes('0') || 'srac'.includes(kind)) return ' '.repeat(missing) + text
  const [, sign = '', rest = ''] = /^([-+ ]?(?:0[xXo])?)(.*)$/s.exec(text) ?? []
  return sign + '0'.repeat(missing) + rest
}
