import { InputError } from '../errors.ts'
import { ownValue } from './own-value.ts'

/**
 * Parses a time in a format of Python's `strptime`; returns seconds since 1970. Throws InputError if it does not
 * match.
 */
export function readTime(value: string, format: string): number {
  const fields: string[] = []
  const pattern = longForm(format).replace(
    /%(.)|\s+|([.*+?^${}()|[\]\\/])/gs,
    (whole, letter: string | undefined, sign: string | undefined) => {
      if (sign !== undefined) return `\\${sign}`
      if (letter === undefined) return '\\s+'
      if (letter === '%') return '%'
      const reader = ownValue(READERS, letter)
      if (!reader) throw new InputError(`a time cannot be read by \`${whole}\``)
      fields.push(reader[1])
      return `(${reader[0]})`
    },
  )
  const match = new RegExp(`^${pattern}$`).exec(value)
  if (!match) throw new InputError(`\`${value}\` is not a time like \`${format}\``)
  return secondsOf(new Map(fields.map((field, index) => [field, match[index + 1] ?? ''])), value)
}

/** For each directive, the pattern that it matches and the field that it sets. */
const READERS: Readonly<Record<string, readonly [pattern: string, field: string]>> = {
  a: ['[A-Za-z]{3}', ''],
  A: ['[A-Za-z]+', ''],
  b: ['[A-Za-z]{3}', 'month name'],
  B: ['[A-Za-z]+', 'month name'],
  d: ['\\d{1,2}', 'day'],
  f: ['\\d{1,6}', 'fraction'],
  H: ['\\d{1,2}', 'hour'],
  I: ['\\d{1,2}', 'hour'],
  j: ['\\d{1,3}', 'day of year'],
  m: ['\\d{1,2}', 'month'],
  M: ['\\d{1,2}', 'minute'],
  p: ['[AaPp][Mm]', 'half'],
  S: ['\\d{1,2}', 'second'],
  y: ['\\d{2}', 'short year'],
  Y: ['\\d{4}', 'year'],
  z: ['[-+]\\d{2}:?\\d{2}|Z', 'offset'],
  Z: ['UTC|GMT', ''],
}

function secondsOf(fields: ReadonlyMap<string, string>, value: string): number {
  const part = (name: string, otherwise: number): number => Number(fields.get(name) ?? otherwise)
  const short = part('short year', 0)
  const year = fields.has('short year') ? short + (short < 69 ? 2000 : 1900) : part('year', 1900)
  const name = fields.get('month name')?.slice(0, 3).toLowerCase()
  const month =
    name === undefined
      ? part('month', 1)
      : MONTHS.findIndex(each => each.slice(0, 3).toLowerCase() === name) + 1
  const half = fields.get('half')?.toLowerCase()
  const hour = half === undefined ? part('hour', 0) : (part('hour', 0) % 12) + (half === 'pm' ? 12 : 0)
  const day = fields.has('day of year') ? part('day of year', 1) : part('day', 1)
  const date = new Date(0)
  date.setUTCFullYear(year, fields.has('day of year') ? 0 : month - 1, day)
  date.setUTCHours(hour, part('minute', 0), part('second', 0))
  const isReal = fields.has('day of year') || (month > 0 && date.getUTCMonth() === month - 1)
  if (!isReal || hour > 23 || part('minute', 0) > 59 || part('second', 0) > 61)
    throw new InputError(`\`${value}\` is not an existing time`)
  const fraction = Number(`0.${fields.get('fraction') ?? '0'}`)
  return date.getTime() / 1000 + fraction - offsetOf(fields.get('offset'))
}

function offsetOf(text: string | undefined): number {
  const [, sign, hours, minutes] = /^([-+])(\d{2}):?(\d{2})$/.exec(text ?? '') ?? []
  if (sign === undefined) return 0
  return (sign === '-' ? -1 : 1) * (Number(hours) * 3600 + Number(minutes) * 60)
}

/** The English names of the months, as in the C locale. */
export const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
]

/** Replaces the shorthands in a format, such as `%F`, by the directives that they stand for. */
export function longForm(format: string): string {
  return format.replace(/%(.)/gs, (whole, letter) => SHORTHANDS[letter] ?? whole)
}

/** Directives that stand for several others, in the C locale. */
const SHORTHANDS: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  h: '%b',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
}
