import { ownValue } from '../base/own-value.ts'
import { InputError } from '../errors.ts'
import { type Helper, number, optionHelper, text } from './helper.ts'
import { fixed } from './python/text.ts'

/** The helper for durations such as `1h 30m`, like the filter of community.general. */
export const DURATION_HELPERS: Readonly<Record<string, Helper>> = {
  to_time_unit: optionHelper(
    'to_time_unit duration [unit=] [year=] [month=]',
    'a duration such as `1h 30m` as a number of milliseconds, or of another unit such as `hours` or `d`; a year has 365 days and a month has 30, unless you set `year` and `month`',
    ([value], options) => toTimeUnit(text('to_time_unit', value), options),
  ),
}

const SECOND = 1000
const DAY = 24 * 60 * 60 * SECOND

/** The length of each unit in milliseconds. */
const UNITS = {
  ms: 1,
  s: SECOND,
  m: 60 * SECOND,
  h: 60 * 60 * SECOND,
  d: DAY,
  w: 7 * DAY,
  mo: 30 * DAY,
  y: 365 * DAY,
}

const LONG_UNITS: Readonly<Record<string, string>> = {
  millisecond: 'ms',
  msec: 'ms',
  msecond: 'ms',
  sec: 's',
  second: 's',
  hour: 'h',
  min: 'm',
  minute: 'm',
  day: 'd',
  week: 'w',
  month: 'mo',
  year: 'y',
}

function toTimeUnit(duration: string, options: Readonly<Record<string, unknown>>): number {
  if (duration === '0') return 0
  const units: Readonly<Record<string, number>> = {
    ...UNITS,
    ...(options.month === undefined ? {} : { mo: DAY * number('to_time_unit', options.month) }),
    ...(options.year === undefined ? {} : { y: DAY * number('to_time_unit', options.year) }),
  }
  const whole = unitOf(units, text('to_time_unit', options.unit ?? 'ms'))
  const milliseconds = duration
    .split(/\s+/)
    .filter(part => part !== '')
    .map(part => {
      const [, count, unit] = /^(-?\d+)(\w+)/.exec(part) ?? []
      if (count === undefined || unit === undefined) throw noDuration(duration)
      return Number(count) * unitOf(units, unit)
    })
  const sum = milliseconds.reduce((all, each) => all + each, 0)
  return Number(fixed(sum / whole, 12))
}

function unitOf(units: Readonly<Record<string, number>>, written: string): number {
  const singular = written.replace(/s+$/, '')
  const short = Object.hasOwn(LONG_UNITS, singular) ? LONG_UNITS[singular] : written
  const found = short === undefined ? undefined : ownValue(units, short)
  if (found !== undefined) return found
  throw new InputError(`\`to_time_unit\` has no unit \`${written}\``, {
    hint: `units are ${Object.keys(units).join(', ')}, ${Object.keys(LONG_UNITS).join(', ')}`,
  })
}

function noDuration(duration: string): InputError {
  return new InputError(`\`to_time_unit\` takes a duration such as \`1h 30m\`, got \`${duration}\``)
}
