import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { type Helper, number, optionHelper, text } from './helper.ts'
import { isTrue } from './lookup.ts'

/** Helpers for dates and times. */
export const DATE_HELPERS: Readonly<Record<string, Helper>> = {
  strftime: optionHelper(
    'strftime format [second=] [utc=]',
    'the current time in a format such as `%Y-%m-%d %H:%M:%S`; `second` is another time, in seconds since 1970; the time zone is that of the controller, or UTC with `utc=true`',
    ([format], { second = null, utc = false }) =>
      strftime(
        text('strftime', format),
        second === null ? Date.now() / 1000 : number('strftime', second),
        isTrue(utc),
      ),
  ),
  to_datetime: optionHelper(
    'to_datetime text [format=]',
    'the number of seconds since 1970; the text is a time in UTC in the format `%Y-%m-%d %H:%M:%S`, or in another `format`',
    ([value], { format = '%Y-%m-%d %H:%M:%S' }) =>
      strptime(text('to_datetime', value), text('to_datetime', format)),
  ),
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']
const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October'],
  ...['November', 'December'],
]

/** A time by its parts; the same whether it is of UTC or of the controller's zone. */
interface Clock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
  /** Days since the first of January. */
  readonly yearDay: number
  readonly zone: string
  readonly offset: string
  readonly epoch: number
}

function clockOf(seconds: number, isUtc: boolean): Clock {
  const date = new Date(Math.floor(seconds) * 1000)
  if (Number.isNaN(date.getTime())) throw new InputError(`\`${seconds}\` seconds are not a valid time`)
  const ahead = isUtc ? 0 : -date.getTimezoneOffset()
  const moved = new Date(date.getTime() + ahead * 60_000)
  const [year, month] = [moved.getUTCFullYear(), moved.getUTCMonth()]
  return {
    year,
    month,
    day: moved.getUTCDate(),
    hour: moved.getUTCHours(),
    minute: moved.getUTCMinutes(),
    second: moved.getUTCSeconds(),
    weekday: moved.getUTCDay(),
    yearDay: Math.round((Date.UTC(year, month, moved.getUTCDate()) - Date.UTC(year, 0, 1)) / 86_400_000),
    zone: isUtc ? 'GMT' : zoneName(date),
    offset: `${ahead < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(ahead) / 60))}${two(Math.abs(ahead) % 60)}`,
    epoch: Math.floor(seconds),
  }
}

function zoneName(date: Date): string {
  const parts = new Intl.DateTimeFormat('en-US', { timeZoneName: 'short' }).formatToParts(date)
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
}

function two(value: number, fill = '0'): string {
  return String(value).padStart(2, fill)
}

const DIRECTIVES: Readonly<Record<string, (clock: Clock) => string>> = {
  a: ({ weekday }) => (DAYS[weekday] ?? '').slice(0, 3),
  A: ({ weekday }) => DAYS[weekday] ?? '',
  b: ({ month }) => (MONTHS[month] ?? '').slice(0, 3),
  B: ({ month }) => MONTHS[month] ?? '',
  C: ({ year }) => two(Math.trunc(year / 100)),
  d: ({ day }) => two(day),
  e: ({ day }) => two(day, ' '),
  g: clock => two(isoWeek(clock).year % 100),
  G: clock => String(isoWeek(clock).year),
  H: ({ hour }) => two(hour),
  I: ({ hour }) => two(hour % 12 || 12),
  j: ({ yearDay }) => String(yearDay + 1).padStart(3, '0'),
  k: ({ hour }) => two(hour, ' '),
  l: ({ hour }) => two(hour % 12 || 12, ' '),
  m: ({ month }) => two(month + 1),
  M: ({ minute }) => two(minute),
  n: () => '\n',
  p: ({ hour }) => (hour < 12 ? 'AM' : 'PM'),
  P: ({ hour }) => (hour < 12 ? 'am' : 'pm'),
  s: ({ epoch }) => String(epoch),
  S: ({ second }) => two(second),
  t: () => '\t',
  u: ({ weekday }) => String(weekday || 7),
  U: ({ yearDay, weekday }) => two(Math.floor((yearDay + 7 - weekday) / 7)),
  V: clock => two(isoWeek(clock).week),
  w: ({ weekday }) => String(weekday),
  W: ({ yearDay, weekday }) => two(Math.floor((yearDay + 7 - ((weekday + 6) % 7)) / 7)),
  y: ({ year }) => two(year % 100),
  Y: ({ year }) => String(year),
  z: ({ offset }) => offset,
  Z: ({ zone }) => zone,
  '%': () => '%',
}

/** Directives that stand for others, in the C locale. */
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

/** A time as C's `strftime` writes it in the C locale. Other directives stay as they are. */
function strftime(format: string, seconds: number, isUtc: boolean): string {
  const clock = clockOf(seconds, isUtc)
  return longForm(format).replace(/%(.)/gs, (whole, letter) => DIRECTIVES[letter]?.(clock) ?? whole)
}

function longForm(format: string): string {
  return format.replace(/%(.)/gs, (whole, letter) => SHORTHANDS[letter] ?? whole)
}

/** The week of ISO 8601 that a day is in: it begins on Monday, and the first holds the fourth of January. */
function isoWeek({ year, month, day, weekday }: Clock): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(year, month, day + 4 - (weekday || 7)))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return {
    year: thursday.getUTCFullYear(),
    week: Math.floor((thursday.getTime() - first) / (7 * 86_400_000)) + 1,
  }
}

/** What a directive reads: a pattern, and what it sets. */
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

/** The seconds since 1970 that a text means by a format of Python's `strptime`. Throws InputError. */
function strptime(value: string, format: string): number {
  const fields: string[] = []
  const pattern = longForm(format).replace(
    /%(.)|\s+|([.*+?^${}()|[\]\\/])/gs,
    (whole, letter: string | undefined, sign: string | undefined) => {
      if (sign !== undefined) return `\\${sign}`
      if (letter === undefined) return '\\s+'
      if (letter === '%') return '%'
      const reader = ownValue(READERS, letter)
      if (!reader) throw new InputError(`\`to_datetime\` knows no \`${whole}\``)
      fields.push(reader[1])
      return `(${reader[0]})`
    },
  )
  const match = new RegExp(`^${pattern}$`).exec(value)
  if (!match) throw new InputError(`\`${value}\` is not a time like \`${format}\``)
  return secondsOf(new Map(fields.map((field, index) => [field, match[index + 1] ?? ''])), value)
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
