import type { RunEvent } from '../engine/state/events.ts'

/** How long a task took on all its hosts. */
export interface TaskTime {
  readonly name: string
  readonly milliseconds: number
}

/** Measures the duration of tasks from the times of their events. */
export interface TaskTimes {
  readonly start: (event: Extract<RunEvent, { type: 'task.start' }>) => void
  readonly end: (event: Extract<RunEvent, { type: 'task.end' }>) => void
  /** The tasks that have ended, in that order. */
  readonly ended: readonly TaskTime[]
}

/** Returns an empty measurement for one run. */
export function taskTimes(): TaskTimes {
  const began = new Map<string, string>()
  const ended: TaskTime[] = []
  return {
    ended,
    start: ({ task, time }) => {
      began.set(task, time)
    },
    end: ({ task, name, time }) => {
      const start = began.get(task)
      began.delete(task)
      if (start !== undefined) ended.push({ name, milliseconds: Date.parse(time) - Date.parse(start) })
    },
  }
}
