import type { RunEvent, TaskResultEvent } from '../engine/state/events.ts'

type Start = Extract<RunEvent, { type: 'task.start' }>
export type Progress = Extract<RunEvent, { type: 'task.output' | 'task.retry' | 'task.wait' | 'task.result' }>

/** A running task: what each of its hosts is at. */
export interface OpenTask {
  readonly start: Start
  readonly began: number
  /** Hosts without a result yet, with the last thing that was heard of them. */
  readonly running: Map<string, string>
  readonly results: TaskResultEvent[]
  /** Where in the play it is: `task 5 of 14`. */
  readonly position: string | undefined
}

export function openTask(start: Start, position?: string): OpenTask {
  return {
    start,
    position,
    began: Date.now(),
    running: new Map(start.hosts.map(host => [host, ''])),
    results: [],
  }
}

/** Takes in what was heard of one of its hosts. */
export function noteEvent(task: OpenTask, event: Progress): void {
  if (event.type === 'task.output') task.running.set(event.host, event.line)
  else if (event.type === 'task.retry')
    task.running.set(event.host, `attempt ${event.attempt} of ${event.attempts} failed`)
  else if (event.type === 'task.wait') task.running.set(event.host, `waits for the job ${event.job}`)
  else if (event.item !== undefined) task.running.set(event.host, `${event.status} ${event.item}`)
  else {
    task.running.delete(event.host)
    task.results.push(event)
  }
}
