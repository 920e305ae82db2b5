import { float } from '../../base/float.ts'
import { ownValue } from '../../base/own-value.ts'
import { DATE_HELPERS } from '../../functions/dates.ts'
import { JinjaError } from './error.ts'
import { type ArgumentValues, Callable, TimeSpan } from './values.ts'

const DAY = 86_400_000

/**
 * Returns an attribute of a time, as of a Python `datetime` without a time zone. Returns undefined if there is
 * none of that name.
 */
export function dateAttribute(date: Date, name: string): unknown {
  return ownValue(DATE_PARTS, name)?.(date)
}

const DATE_PARTS: Readonly<Record<string, (date: Date) => unknown>> = {
  year: date => date.getUTCFullYear(),
  month: date => date.getUTCMonth() + 1,
  day: date => date.getUTCDate(),
  hour: date => date.getUTCHours(),
  minute: date => date.getUTCMinutes(),
  second: date => date.getUTCSeconds(),
  microsecond: date => date.getUTCMilliseconds() * 1000,
  date: date => new Callable('date', () => new Date(Math.floor(date.getTime() / DAY) * DAY)),
  isoformat: date => new Callable('isoformat', () => textOfDate(date).replace(' ', 'T')),
  timestamp: date => new Callable('timestamp', () => float(date.getTime() / 1000)),
  weekday: date => new Callable('weekday', () => (date.getUTCDay() + 6) % 7),
  isoweekday: date => new Callable('isoweekday', () => date.getUTCDay() || 7),
  strftime: date => new Callable('strftime', given => strftime(date, given)),
}

function strftime(date: Date, { positional: [format] }: ArgumentValues): unknown {
  return formatDate(date, String(format), true)
}

/**
 * Formats a time with a format of Python's `datetime.strftime`, which supports `%f` (microseconds) in addition
 * to C's formats.
 */
export function formatDate(date: Date, format: string, isUtc: boolean): unknown {
  const microseconds = `${String(date.getMilliseconds()).padStart(3, '0')}000`
  const known = format.replace(/%(.)/gs, (whole, letter) => (letter === 'f' ? microseconds : whole))
  const second = date.getTime() / 1000
  return DATE_HELPERS.strftime?.call([() => known], 'nothing', { second: () => second, utc: () => isUtc })
}

/** Returns an attribute of a time span, as of Python's `timedelta`; undefined if there is none of that name. */
export function spanAttribute({ milliseconds }: TimeSpan, name: string): unknown {
  const days = Math.floor(milliseconds / DAY)
  const rest = milliseconds - days * DAY
  if (name === 'days') return days
  if (name === 'seconds') return Math.floor(rest / 1000)
  if (name === 'microseconds') return (rest % 1000) * 1000
  return name === 'total_seconds' ? new Callable(name, () => float(milliseconds / 1000)) : undefined
}

/** Subtracts two times, or adds a span to a time or subtracts it. Throws JinjaError for other operands. */
export function dateArithmetic(operator: string, date: Date, other: unknown): unknown {
  if (operator === '-' && other instanceof Date) return new TimeSpan(date.getTime() - other.getTime())
  if (other instanceof TimeSpan && operator === '-') return new Date(date.getTime() - other.milliseconds)
  if (other instanceof TimeSpan && operator === '+') return new Date(date.getTime() + other.milliseconds)
  throw new JinjaError(`\`${operator}\` cannot be used with a time and this`)
}

/** Formats a time as Python's `str` does. */
export function textOfDate(date: Date): string {
  const [day, time = ''] = date.toISOString().split('T')
  const [seconds = '', fraction = ''] = time.replace('Z', '').split('.')
  return `${day} ${seconds}${Number(fraction) === 0 ? '' : `.${fraction.padEnd(6, '0')}`}`
}

/** Formats a time span as Python's `str` does: `2 days, 1:00:00`. */
export function textOfSpan({ milliseconds }: TimeSpan): string {
  const days = Math.floor(milliseconds / DAY)
  const rest = milliseconds - days * DAY
  const clock = new Date(rest).toISOString().slice(11, 19).replace(/^0/, '')
  const fraction = rest % 1000 === 0 ? '' : `.${String(rest % 1000).padStart(3, '0')}000`
  if (days === 0) return `${clock}${fraction}`
  return `${days} day${Math.abs(days) === 1 ? '' : 's'}, ${clock}${fraction}`
}
