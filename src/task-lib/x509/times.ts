import { parseDuration } from '../../base/duration.ts'

/**
 * Matches a time relative to now: a sign, and numbers with units in this order. Source: the modules of Ansible's
 * community.crypto.
 */
const RELATIVE = /^([+-])((?:\d+w)?(?:\d+d)?(?:\d+h)?(?:\d+m)?(?:\d+s?)?)$/i

/** Matches an ASN.1 time, with or without seconds, with `Z` or an offset. */
const ABSOLUTE = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)?(Z|[+-]\d{4})$/

/** Whether a time is relative to now. */
export function isRelativeTime(text: string): boolean {
  return RELATIVE.test(text)
}

/**
 * Converts a time to milliseconds since 1970, rounded down to whole seconds if relative: relative to `now` such as
 * `+52w1d`, or absolute such as `20300101120000Z`. Undefined for other strings.
 */
export function timeOf(text: string, now: number): number | undefined {
  const relative = RELATIVE.exec(text)
  if (relative) {
    const [, sign, length = ''] = relative
    const milliseconds = parseDuration(length)
    if (milliseconds === undefined) return undefined
    return Math.floor((now + (sign === '-' ? -milliseconds : milliseconds)) / 1000) * 1000
  }
  const [, year, month, day, hour, minute, second = '00', zone = ''] = ABSOLUTE.exec(text) ?? []
  if (year === undefined) return undefined
  const offset = zone === 'Z' ? 'Z' : `${zone.slice(0, 3)}:${zone.slice(3)}`
  const at = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}${offset}`)
  return Number.isNaN(at) ? undefined : at
}

/** Formats a time in milliseconds as Ansible does: `20300101120000Z`. */
export function timeText(at: number): string {
  return `${new Date(at).toISOString().replace(/[-:T]|\.\d+Z$/g, '')}Z`
}
