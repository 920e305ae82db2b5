import type { Json } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { ReadHost } from '../../remote/host.ts'
import { localTimes } from '../../remote/probes/files/times.ts'

/** What a task asks of the times of a file: `preserve`, `now`, or `YYYYMMDDhhmm.ss`. */
export interface TimeParams {
  readonly state?: string | undefined
  readonly modification_time?: string | undefined
  readonly access_time?: string | undefined
}

/** The current times of a file, the wanted times if they differ, and the data that apply needs for them. */
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

/** The times that are asked for, with what is usual for the state. */
export function timesOf({ state, modification_time, access_time }: TimeParams): {
  modified: string
  accessed: string
} {
  const usual = state === 'touch' ? 'now' : 'preserve'
  const full = (time: string): string => {
    const [, minute, second = '0'] = /^(\d{12})(?:\.(\d))?$/.exec(time) ?? []
    return minute === undefined ? time : `${minute}.${second.padStart(2, '0')}`
  }
  return { modified: full(modification_time ?? usual), accessed: full(access_time ?? usual) }
}

/** The times that what is made again is given. */
export function pinnedTimes(params: TimeParams): { modified?: string; accessed?: string } {
  const { modified, accessed } = timesOf(params)
  return omitUndefined({ modified: pinned(modified), accessed: pinned(accessed) })
}

function pinned(time: string | undefined): string | undefined {
  return time === 'now' || time === 'preserve' ? undefined : time
}

/** Whether a text is one of the times that a task may ask for. */
export function isTime(time: string | undefined): boolean {
  return time === undefined || /^(preserve|now|\d{12}(\.\d\d?)?)$/.test(time)
}
