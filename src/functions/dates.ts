import { longForm, MONTHS, readTime } from '../base/read-time.ts'
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
      readTime(text('to_datetime', value), text('to_datetime', format)),
  ),
}

const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday']

/** The parts of a time, in UTC or in the controller's time zone. */
interface Clock {
  readonly year: number
  readonly month: number
  readonly day: number
  readonly hour: number
  readonly minute: number
  readonly second: number
  readonly weekday: number
  /** The number of days since the first of January. */
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

/** Formats a time as C's `strftime` does in the C locale. Unknown directives stay unchanged. */
function strftime(format: string, seconds: number, isUtc: boolean): string {
  const clock = clockOf(seconds, isUtc)
  return longForm(format).replace(/%(.)/gs, (whole, letter) => DIRECTIVES[letter]?.(clock) ?? whole)
}

/** Returns the ISO 8601 week of a day: weeks begin on Monday, and the first week contains the fourth of January. */
function isoWeek({ year, month, day, weekday }: Clock): { readonly year: number; readonly week: number } {
  const thursday = new Date(Date.UTC(year, month, day + 4 - (weekday || 7)))
  const first = Date.UTC(thursday.getUTCFullYear(), 0, 1)
  return {
    year: thursday.getUTCFullYear(),
    week: Math.floor((thursday.getTime() - first) / (7 * 86_400_000)) + 1,
  }
}
