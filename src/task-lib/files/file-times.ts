import type { Json } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { readTime } from '../../base/read-time.ts'
import { InputError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { localTimes } from '../../remote/probes/files/times.ts'

/**
 * The wanted times of a file: each is `preserve`, `now`, or a time in the given format, by default `YYYYMMDDhhmm.SS`.
 */
export interface TimeParams {
  readonly state?: string | undefined
  readonly modification_time?: string | undefined
  readonly modification_time_format?: string | undefined
  readonly access_time?: string | undefined
  readonly access_time_format?: string | undefined
}

/**
 * Compares the times of a file. Returns the current and the wanted times that differ, and the data that apply needs
 * for them.
 */
export async function planTimes(host: ReadHost, path: string, params: TimeParams) {
  const wanted = timesOf(params)
  const isPinned = pinned(wanted.modified) ?? pinned(wanted.accessed)
  const now = isPinned === undefined ? null : await host.ask(localTimes(path))
  const before: Record<string, Json> = {}
  const after: Record<string, Json> = {}
  const data: { modified?: string; accessed?: string } = {}
  for (const field of ['modified', 'accessed'] as const) {
    const time = wanted[field]
    if (time === 'preserve' || time === now?.[field]) continue
    const name = field === 'modified' ? 'modification_time' : 'access_time'
    before[name] = now?.[field] ?? null
    after[name] = time
    data[field] = time
  }
  return { before, after, data }
}

/**
 * Returns the wanted times as `touch -t` accepts them. The default is `now` for the state `touch`, otherwise
 * `preserve`.
 */
export function timesOf(params: TimeParams): { modified: string; accessed: string } {
  const usual = params.state === 'touch' ? 'now' : 'preserve'
  const { modification_time, modification_time_format, access_time, access_time_format } = params
  return {
    modified: timeOf(modification_time ?? usual, modification_time_format),
    accessed: timeOf(access_time ?? usual, access_time_format),
  }
}

/**
 * Converts a time to the form of `touch -t`; returns `now` and `preserve` unchanged. Throws InputError if the time is
 * not in the format.
 */
function timeOf(time: string, format: string | undefined): string {
  if (pinned(time) === undefined) return time
  if (format !== undefined) return touchTime(readTime(time, format))
  const [, minute, second = '0'] = /^(\d{12})(?:\.(\d\d?))?$/.exec(time) ?? []
  if (minute === undefined) throw new InputError(`\`${time}\` is not a time like \`YYYYMMDDhhmm.SS\``)
  return `${minute}.${second.padStart(2, '0')}`
}

/** Formats seconds since 1970 as UTC in the form of `touch -t`: `YYYYMMDDhhmm.SS`. */
function touchTime(seconds: number): string {
  const digits = new Date(seconds * 1000).toISOString().replace(/\D/g, '')
  return `${digits.slice(0, 12)}.${digits.slice(12, 14)}`
}

/** Returns the fixed times that a re-created file gets; `now` and `preserve` are left out. */
export function pinnedTimes(params: TimeParams): { modified?: string; accessed?: string } {
  const { modified, accessed } = timesOf(params)
  return omitUndefined({ modified: pinned(modified), accessed: pinned(accessed) })
}

function pinned(time: string | undefined): string | undefined {
  return time === 'now' || time === 'preserve' ? undefined : time
}

/** Whether a string is a valid time for a task. */
export function isTime(time: string, format: string | undefined): boolean {
  try {
    timeOf(time, format)
    return true
  } catch (error) {
    if (error instanceof InputError) return false
    throw error
  }
}
