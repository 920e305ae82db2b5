import { float } from '../../../base/float.ts'
import { JinjaError } from '../error.ts'
import { describe } from '../text.ts'
import { amount, isFloat, used } from '../values.ts'

export function numeric(name: string, value: unknown): number {
  const found = amount(used(value))
  if (found === undefined) throw new JinjaError(`\`${name}\` needs a number, got ${describe(used(value))}`)
  return found
}

export function fileSize(value: unknown, isBinary: boolean): string {
  const found = used(value)
  const bytes = typeof found === 'string' ? Number(found) : numeric('filesizeformat', found)
  const base = isBinary ? 1024 : 1000
  const units = isBinary
    ? ['KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB', 'ZiB', 'YiB']
    : ['kB', 'MB', 'GB', 'TB', 'PB', 'EB', 'ZB', 'YB']
  if (bytes === 1) return '1 Byte'
  if (bytes < base) return `${Math.trunc(bytes)} Bytes`
  for (const [index, unit] of units.entries()) {
    const next = base ** (index + 2)
    if (bytes < next || index === units.length - 1) return `${((base * bytes) / next).toFixed(1)} ${unit}`
  }
  return String(bytes)
}

/** Returns Python's `int(value, base)`, or the fallback if the value is not a number. */
export function toInteger(value: unknown, fallback: unknown, base: number): unknown {
  if (typeof value !== 'string') {
    const number = amount(value)
    return number === undefined || !Number.isFinite(number) ? fallback : Math.trunc(number)
  }
  const text = value.trim().replaceAll('_', '').toLowerCase()
  const digits = /^([+-]?)(0[box])?([\da-z]+)$/.exec(text)
  const prefix: Readonly<Record<string, number>> = { '0b': 2, '0o': 8, '0x': 16 }
  const isPrefixed = digits?.[2] !== undefined && (base === 0 || prefix[digits[2]] === base)
  const body = isPrefixed ? digits?.[3] : `${digits?.[2] ?? ''}${digits?.[3] ?? ''}`
  const own = isPrefixed ? prefix[digits?.[2] ?? ''] : undefined
  const radix = base === 0 ? (own ?? 10) : base
  if (digits && body && [...body].every(digit => Number.parseInt(digit, 36) < radix)) {
    return (digits[1] === '-' ? -1 : 1) * Number.parseInt(body, radix)
  }
  const number = floatOf(value)
  return number === undefined || !Number.isFinite(number) ? fallback : Math.trunc(number)
}

export function floatOf(text: string): number | undefined {
  const plain = text.trim().toLowerCase()
  if (/^[+-]?(inf|infinity)$/.test(plain)) return plain.startsWith('-') ? -Infinity : Infinity
  if (/^[+-]?nan$/.test(plain)) return Number.NaN
  return /^[+-]?(\d[\d_]*\.?\d*|\.\d+)(e[+-]?\d+)?$/.test(plain)
    ? Number(plain.replaceAll('_', ''))
    : undefined
}

export function round(value: unknown, precision: number, method: string): unknown {
  const number = numeric('round', value)
  const scale = 10 ** precision
  if (method === 'ceil') return float(Math.ceil(number * scale) / scale)
  if (method === 'floor') return float(Math.floor(number * scale) / scale)
  if (method !== 'common') throw new JinjaError('`round` knows the methods `common`, `ceil` and `floor`')
  if (Number.isInteger(number) && !isFloat(used(value)))
    return precision >= 0 ? number : halfToEven(number * scale) / scale
  return float(roundTo(number, precision))
}

/** Rounds as Python does: a half is rounded to the even neighbour, by the exact decimal value of the float. */
function roundTo(number: number, precision: number): number {
  if (precision < 0) return halfToEven(number * 10 ** precision) / 10 ** precision
  const exact = number.toFixed(Math.min(100, precision + 25))
  const at = exact.length - 25
  const rest = exact.slice(at)
  const isHalf = /^50*$/.test(rest)
  if (!isHalf) return Number(number.toFixed(precision))
  const kept = exact.slice(0, at)
  const isEven = Number(kept.replace('.', '').at(-1)) % 2 === 0
  return isEven ? Number(kept) : Number(number.toFixed(precision))
}

function halfToEven(number: number): number {
  const down = Math.floor(number)
  const rest = number - down
  if (rest !== 0.5) return Math.round(number)
  return down % 2 === 0 ? down : down + 1
}

export function add(total: unknown, item: unknown): unknown {
  const [a, b] = [amount(total), amount(item)]
  if (a === undefined || b === undefined) {
    if (Array.isArray(total) && Array.isArray(item)) return [...total, ...item]
    throw new JinjaError(`\`sum\` cannot add ${describe(total)} and ${describe(item)}`)
  }
  return isFloat(total) || isFloat(item) ? float(a + b) : a + b
}

/**
 * Returns a width as a number of characters or columns. Throws JinjaError if it is not a whole number up to
 * 100000.
 */
export function spanOf(name: string, value: unknown): number {
  const width = numeric(name, value)
  if (Number.isInteger(width) && Math.abs(width) <= 100_000) return Math.max(0, width)
  throw new JinjaError(`\`${name}\` takes a width up to 100000, got ${describe(value)}`)
}
