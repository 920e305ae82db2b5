import { InputError } from '../../../errors.ts'
import { isMap } from '../../../values/plain.ts'
import { known } from '../../../values/unknown.ts'
import { readKeyValues } from '../key-values.ts'
import { mapsOf, type Terms, wrongTerm } from './terms.ts'

const NUMBER = '0?x?[0-9a-f]+'
/** `[start-]end[/stride][:format]` */
const SHORT = new RegExp(`^(?:(${NUMBER})-)?(${NUMBER})(?:/(${NUMBER}))?(?::(.+))?$`, 'i')

const MOST = 100_000

/** `with_sequence`: numbers as text, from `start=1 end=9 stride=2 format=web%02d`, `1-9/2:web%02d` or a map of these. */
export function sequence(terms: Terms): unknown[] {
  return mapsOf(terms).flatMap(term => {
    const found = known<unknown>(term)
    const options = isMap(found) ? found : fromText(terms, found)
    return numbersOf(terms, options)
  })
}

function fromText(terms: Terms, term: unknown): Readonly<Record<string, unknown>> {
  if (typeof term !== 'string' && typeof term !== 'number')
    throw wrongTerm(terms, 'text such as `start=1 end=9`', term)
  const [, start, end, stride, format] = SHORT.exec(String(term)) ?? []
  if (end !== undefined) return { start, end, stride, format }
  const read = readKeyValues(String(term), false)
  if (!read || read.values.size === 0) throw wrongTerm(terms, 'text such as `start=1 end=9`', term)
  return Object.fromEntries(read.values)
}

const OPTIONS = ['start', 'end', 'count', 'stride', 'format']

function numbersOf(terms: Terms, options: Readonly<Record<string, unknown>>): string[] {
  const stranger = Object.keys(options).find(key => !OPTIONS.includes(key))
  if (stranger !== undefined) throw fault(terms, `has no \`${stranger}\``, `it has ${OPTIONS.join(', ')}`)
  const start = integer(terms, 'start', options.start) ?? 1
  const stride = integer(terms, 'stride', options.stride) ?? 1
  const count = integer(terms, 'count', options.count)
  const end =
    integer(terms, 'end', options.end) ?? (count === undefined ? undefined : start + count * stride - 1)
  const format = String(options.format ?? '%d')
  if (end === undefined) throw fault(terms, 'needs `end` or `count`')
  if (count !== undefined && options.end !== undefined && options.end !== null)
    throw fault(terms, 'has both `end` and `count`')
  if (count === 0 || stride === 0) return []
  if (stride > 0 && end < start)
    throw fault(terms, `counts up from ${start} to ${end}`, 'to count down, give a negative `stride`')
  if (stride < 0 && end > start)
    throw fault(terms, `counts down from ${start} to ${end}`, 'to count up, give a positive `stride`')
  const length = Math.floor((end - start) / stride) + 1
  if (length > MOST) throw fault(terms, `gives more than ${MOST} numbers`)
  return Array.from({ length }, (_, at) => formatted(terms, format, start + at * stride))
}

/** Digits, hexadecimal with `0x` or octal with `0o`; of Python's, that is all but `_` between digits. */
function integer(terms: Terms, name: string, value: unknown): number | undefined {
  const found = known<unknown>(value)
  if (found === undefined || found === null) return undefined
  const text = String(found).trim()
  const sign = text.startsWith('-') ? -1 : 1
  const digits = text.replace(/^[-+]/, '')
  const isInteger = /^(?:0x[0-9a-f]+|0o[0-7]+|0b[01]+|[1-9]\d*|0+)$/i.test(digits)
  if (!isInteger) throw fault(terms, `takes a whole number for \`${name}\`, got \`${text}\``)
  return sign * Number(digits)
}

/** One number in the style of printf, by a format with exactly one `%`. */
function formatted(terms: Terms, format: string, value: number): string {
  const [, before = '', flags = '', width = '', precision = '', kind, after = ''] =
    /^([^%]*)%([-+ #0]*)(\d*)(?:\.(\d+))?([diuoxXs])([^%]*)$/s.exec(format) ?? []
  if (kind === undefined) throw fault(terms, `cannot use the format \`${format}\``, 'such as `web%02d`')
  if (kind === 's') return before + padded('', String(value), flags.replaceAll('0', ''), width) + after
  const base = { o: 8, x: 16, X: 16 }[kind]
  const digits = Math.abs(value)
    .toString(base ?? 10)
    .padStart(Number(precision), '0')
  const prefix = flags.includes('#') && base !== undefined ? `0${kind}` : ''
  const text = padded(
    signOf(value, flags) + prefix,
    kind === 'X' ? digits.toUpperCase() : digits,
    flags,
    width,
  )
  return before + text + after
}

function signOf(value: number, flags: string): string {
  if (value < 0) return '-'
  if (flags.includes('+')) return '+'
  return flags.includes(' ') ? ' ' : ''
}

function padded(sign: string, digits: string, flags: string, width: string): string {
  const space = Math.max(0, Number(width) - sign.length - digits.length)
  if (flags.includes('-')) return sign + digits + ' '.repeat(space)
  return flags.includes('0') ? sign + '0'.repeat(space) + digits : ' '.repeat(space) + sign + digits
}

function fault({ form, place }: Terms, what: string, hint?: string): InputError {
  return new InputError(`\`${form}\` ${what}`, { place, hint })
}
