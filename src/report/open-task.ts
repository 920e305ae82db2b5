import { showSize } from '../base/bytes.ts'
import type { RunEvent, TaskResultEvent } from '../engine/state/events.ts'

type Start = Extract<RunEvent, { type: 'task.start' }>
export type Progress = Extract<
  RunEvent,
  { type: 'task.output' | 'task.retry' | 'task.wait' | 'task.progress' | 'task.pending' | 'task.result' }
>

/** The last thing that was heard of a host that a task still runs on. */
interface Heard {
  readonly text: string
  /** Milliseconds since 1970. */
  readonly at: number
  /** Set for a wait: what is heard is when it began. */
  readonly isWait?: true
  /** Of a wait: seconds that it may last. */
  readonly limit?: number
}

/** A running task: what each of its hosts is at. */
export interface OpenTask {
  readonly start: Start
  readonly began: number
  /** Hosts without a result yet. */
  readonly running: Map<string, Heard>
  readonly results: TaskResultEvent[]
  /** Where in the play it is: `task 5 of 14`. */
  readonly position: string | undefined
}

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

/** The results in the order of the play's hosts, whichever of them was first. */
export function inHostOrder({ start, results }: OpenTask): TaskResultEvent[] {
  const places = new Map(start.hosts.map((host, at) => [host, at]))
  const placeOf = ({ host }: TaskResultEvent): number => places.get(host) ?? start.hosts.length
  return results.toSorted((one, other) => placeOf(one) - placeOf(other))
}

/** Takes in what was heard of one of its hosts. */
export function noteEvent(task: OpenTask, event: Progress): void {
  const at = Date.now()
  const hear = (text: string): unknown => task.running.set(event.host, { text, at })
  if (event.type === 'task.output') hear(event.line)
  else if (event.type === 'task.retry') hear(`attempt ${event.attempt} of ${event.attempts} failed`)
  else if (event.type === 'task.progress') hear(progressText(event))
  else if (event.type === 'task.pending') {
    const limit = event.limit === undefined ? {} : { limit: event.limit }
    task.running.set(event.host, { text: `waits for ${event.waitsFor}`, at, isWait: true, ...limit })
  } else if (event.type === 'task.wait') {
    const began = at - event.seconds * 1000
    const text = `waits for the job ${event.job}`
    task.running.set(event.host, { text, at: began, isWait: true, limit: event.limit })
  } else if (event.item !== undefined) hear(`${event.status} ${event.item}`)
  else {
    task.running.delete(event.host)
    task.results.push(event)
  }
}

/** `12.5 MB of 80 MB  15%  4.1 MB/s  write /opt/app.tar`: the numbers first, since the end of a long line is cut. */
function progressText({ work, bytes, total, rate }: Extract<RunEvent, { type: 'task.progress' }>): string {
  const share = total ? [`${Math.floor((100 * bytes) / total)}%`] : []
  const size = `${showSize(bytes)}${total ? ` of ${showSize(total)}` : ''}`
  return [size, ...share, `${showSize(rate)}/s`, work].join('  ')
}

/** Seconds of silence of a host after which that is shown. */
const LONG_SILENCE = 60

/** What a host is at now, in a few words: `waits for port 80 to open, for 12 s of at most 300 s`. */
export function heardText({ text, at, isWait, limit }: Heard, now: number): string {
  const seconds = Math.floor((now - at) / 1000)
  if (isWait) return `${text}, for ${seconds} s${limit === undefined ? '' : ` of at most ${limit} s`}`
  if (seconds < LONG_SILENCE) return text
  return text === '' ? `silent for ${seconds} s` : `${text}  (silent for ${seconds} s)`
}
