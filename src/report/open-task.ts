import { showSize } from '../base/bytes.ts'
import type { RunEvent, TaskResultEvent } from '../engine/state/events.ts'

type Start = Extract<RunEvent, { type: 'task.start' }>
/** An event about one host of a running task. */
export type Progress = Extract<
  RunEvent,
  { type: 'task.output' | 'task.retry' | 'task.wait' | 'task.progress' | 'task.pending' | 'task.result' }
>

/** The latest known activity of a task on a host. */
interface Activity {
  readonly text: string
  /** When it was reported, in milliseconds since 1970; for a wait, when the wait started. */
  readonly at: number
  /** Set for a wait. */
  readonly isWait?: true
  /** For a wait with a limit: the longest time, in seconds. */
  readonly limit?: number
}

/** A running task, with the current activity on each of its hosts. */
export interface OpenTask {
  readonly start: Start
  readonly began: number
  /** The hosts without a result so far. */
  readonly running: Map<string, Activity>
  readonly results: TaskResultEvent[]
  /** The position in the play: `task 5 of 14`; undefined for a handler. */
  readonly position: string | undefined
}

/** Returns a task that has just started on all its hosts. */
export function openTask(start: Start, position?: string): OpenTask {
  const began = Date.now()
  return {
    start,
    position,
    began,
    running: new Map(start.hosts.map(host => [host, { text: '', at: began }])),
    results: [],
  }
}

/** Returns the results in the order of the play's hosts, not in the order in which they arrived. */
export function inHostOrder({ start, results }: OpenTask): TaskResultEvent[] {
  const places = new Map(start.hosts.map((host, at) => [host, at]))
  const placeOf = ({ host }: TaskResultEvent): number => places.get(host) ?? start.hosts.length
  return results.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** Updates a task with an event about one of its hosts. */
export function applyEvent(task: OpenTask, event: Progress): void {
  const at = Date.now()
  const setActivity = (text: string): unknown => task.running.set(event.host, { text, at })
  if (event.type === 'task.output') setActivity(event.line)
  else if (event.type === 'task.retry') setActivity(`attempt ${event.attempt} of ${event.attempts} failed`)
  else if (event.type === 'task.progress') setActivity(progressText(event))
  else if (event.type === 'task.pending') {
    const limit = event.limit === undefined ? {} : { limit: event.limit }
    task.running.set(event.host, { text: `waits for ${event.waitsFor}`, at, isWait: true, ...limit })
  } else if (event.type === 'task.wait') {
    const began = at - event.seconds * 1000
    const text = `waits for the job ${event.job}`
    task.running.set(event.host, { text, at: began, isWait: true, limit: event.limit })
  } else if (event.item !== undefined) setActivity(`${event.status} ${event.item}`)
  else {
    task.running.delete(event.host)
    task.results.push(event)
  }
}

/**
 * Returns the progress of a transfer: `12.5 MB of 80 MB  15%  4.1 MB/s  write /opt/app.tar`. The numbers come first,
 * since a long line is truncated at its end.
 */
function progressText({ work, bytes, total, rate }: Extract<RunEvent, { type: 'task.progress' }>): string {
  const share = total ? [`${Math.floor((100 * bytes) / total)}%`] : []
  const size = `${showSize(bytes)}${total ? ` of ${showSize(total)}` : ''}`
  return [size, ...share, `${showSize(rate)}/s`, work].join('  ')
}

/** Seconds after which the silence of a host is shown. */
const LONG_SILENCE = 60

/** Returns the current activity on a host: `waits for port 80 to open, for 12 s of at most 300 s`. */
export function activityText({ text, at, isWait, limit }: Activity, now: number): string {
  const seconds = Math.floor((now - at) / 1000)
  if (isWait) return `${text}, for ${seconds} s${limit === undefined ? '' : ` of at most ${limit} s`}`
  if (seconds < LONG_SILENCE) return text
  return text === '' ? `silent for ${seconds} s` : `${text}  (silent for ${seconds} s)`
}
