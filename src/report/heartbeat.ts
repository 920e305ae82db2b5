import type { RunEvent } from '../engine/state/events.ts'
import { dispatch, type EventHandlers } from './dispatch.ts'
import { activityText, applyEvent, type OpenTask, openTask, type Progress } from './open-task.ts'

/** Milliseconds without output after which a line about the running tasks is written. */
const SILENCE = 60_000

/** The most hosts that such a line names; it only counts the others. */
const MAX_HOSTS = 3

/** Writes a line about each running task after a minute without output, and after each further one. */
export interface Heartbeat {
  readonly event: (event: RunEvent) => void
  /** To be called when something was written: restarts the minute. */
  readonly wrote: () => void
  /** Stops writing lines, even if a task is still running. */
  readonly close: () => void
}

/** `write` is called with each line, without a line break. */
export function startHeartbeat(write: (line: string) => void): Heartbeat {
  const open = new Map<string, OpenTask>()
  let timer: NodeJS.Timeout | undefined
  const wait = (): void => {
    clearTimeout(timer)
    if (open.size === 0) return
    timer = setTimeout(() => {
      for (const task of open.values()) write(stillRunning(task, Date.now()))
      wait()
    }, SILENCE)
    timer.unref()
  }
  const note = (event: Progress): void => {
    const task = open.get(event.task)
    if (task) applyEvent(task, event)
  }
  const handlers: EventHandlers = {
    'task.start': event => {
      open.set(event.task, openTask(event))
      wait()
    },
    'task.output': note,
    'task.retry': note,
    'task.wait': note,
    'task.progress': note,
    'task.pending': note,
    'task.result': note,
    'task.end': ({ task }) => {
      open.delete(task)
      wait()
    },
  }
  const close = (): void => {
    open.clear()
    clearTimeout(timer)
  }
  return { event: event => dispatch(handlers, event), wrote: wait, close }
}

/**
 * Returns the line about a running task: `still running after 61 s: web1 (waits for port 80 to open, for 60 s of at
 * most 300 s), web2, and 3 more`.
 */
function stillRunning({ began, running }: OpenTask, now: number): string {
  const hosts = [...running].slice(0, MAX_HOSTS).map(([host, heard]) => {
    return heard.text === '' ? host : `${host} (${activityText(heard, now)})`
  })
  const more = running.size > MAX_HOSTS ? [`and ${running.size - MAX_HOSTS} more`] : []
  return `still running after ${Math.floor((now - began) / 1000)} s: ${[...hosts, ...more].join(', ')}`
}
