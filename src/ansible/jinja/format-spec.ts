import { JinjaError } from './error.ts'
import { describe, toText } from './text.ts'
import { Undefined } from './undefined.ts'
import { amount, isDict, used } from './values.ts'

const MOST_WIDTH = 10_000
/** The maximum number of decimal places that JavaScript can format. */
const MOST_PLACES = 100

/**
 * Formats a value by a Python format spec, such as `>8`, `05d`, `.2f` or `x`. Throws JinjaError for an invalid
 * spec.
 */
export function formatValue(value: unknown, spec: string): string {
  const match = /^(?:(.)?([<>=^]))?([-+ ])?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([bcdeEfFgGnosxX%])?$/su.exec(
    spec,
  )
  if (!match) throw new JinjaError(`\`${spec}\` is not a format`)
  const [, filler, alignment, sign = '', alternate, zero, width, group, precision, type] = match
  const number = amount(value)
  let text: string
  if (type !== undefined && (number === undefined) !== (type === 's'))
    throw new JinjaError(`the format \`${type}\` is not for ${describe(value)}`)
  if (number === undefined || type === 's' || (type === undefined && typeof value === 'boolean')) {
    text = toText(value)
    if (precision !== undefined) text = [...text].slice(0, Number(precision)).join('')
  } else text = formatNumber(value, number, { sign, alternate, group, precision, type })
  const isText = number === undefined
  const fill = filler ?? (zero && !alignment ? '0' : ' ')
  const align = alignment ?? alignmentOf(isText, zero !== undefined)
  if (Number(width ?? 0) > MOST_WIDTH || Number(precision ?? 0) > MOST_PLACES)
    throw new JinjaError(`the format \`${spec}\` has an unreasonable width or precision`)
  const missing = Number(width ?? 0) - [...text].length
  if (missing <= 0) return text
  if (align === '<') return text + fill.repeat(missing)
  if (align === '>') return fill.repeat(missing) + text
  if (align === '^') return fill.repeat(Math.floor(missing / 2)) + text + fill.repeat(Math.ceil(missing / 2))
  const signed = /^[-+ ]/.exec(text)?.[0] ?? ''
  return signed + fill.repeat(missing) + text.slice(signed.length)
}

function alignmentOf(isText: boolean, hasZero: boolean): string {
  if (hasZero) return '='
  return isText ? '<' : '>'
}

interface NumberFormat {
  readonly sign: string
  readonly alternate: string | undefined
  readonly group: string | undefined
  readonly precision: string | undefined
  readonly type: string | undefined
}

function formatNumber(value: unknown, number: number, format: NumberFormat): string {
  const { sign, alternate, group, precision, type } = format
  const size = Math.abs(number)
  const isNegative = number < 0 || Object.is(number, -0)
  let digits = digitsOf(value, size, type, precision === undefined ? undefined : Number(precision))
  if (alternate && type && 'xXob'.includes(type)) digits = `0${type}${digits}`
  if (group) digits = digits.replace(/^\d+/, whole => whole.replace(/\B(?=(\d{3})+$)/g, group))
  if (isNegative) return `-${digits}`
  return (sign === '-' ? '' : sign) + digits
}

function digitsOf(
  value: unknown,
  size: number,
  type: string | undefined,
  precision: number | undefined,
): string {
  switch (type) {
    case 'd':
    case 'n':
      return String(size)
    case 'b':
      return size.toString(2)
    case 'o':
      return size.toString(8)
    case 'x':
      return size.toString(16)
    case 'X':
      return size.toString(16).toUpperCase()
    case 'c':
      return String.fromCodePoint(size)
    case 'f':
    case 'F':
      return size.toFixed(precision ?? 6)
    case '%':
      return `${(size * 100).toFixed(precision ?? 6)}%`
    case 'e':
    case 'E': {
      const text = size.toExponential(precision ?? 6).replace(/e([+-])(\d)$/, 'e$10$2')
      return type === 'E' ? text.toUpperCase() : text
    }
    case 'g':
    case 'G':
      return general(size, precision ?? 6)
    default:
      if (precision !== undefined) return general(size, precision)
      return toText(typeof value === 'number' ? size : value).replace(/^-/, '')
  }
}

/** Formats as `%g`: with that many significant digits, without zeros at the end. */
function general(size: number, precision: number): string {
  const digits = Math.max(1, precision)
  if (size === 0) return '0'
  const exponent = Math.floor(Math.log10(size))
  if (exponent < -4 || exponent >= digits) {
    return size
      .toExponential(digits - 1)
      .replace(/\.?0+(?=e)/, '')
      .replace(/e([+-])(\d)$/, 'e$10$2')
  }
  const text = size.toPrecision(digits)
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text
}

/** Reads a key of a dict or an item of a list that a format string refers to. */
export function readPart(value: unknown, part: string): unknown {
  const found = used(value)
  if (Array.isArray(found)) return found[Number(part)]
  return isDict(found) && Object.hasOwn(found, part) ? found[part] : new Undefined(`there is no \`${part}\``)
}
