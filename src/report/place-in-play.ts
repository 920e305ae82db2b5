import type { RunEvent } from '../engine/state/events.ts'

/** Counts the tasks of a play as they begin. */
export interface PlaceInPlay {
  readonly enter: (play: Extract<RunEvent, { type: 'play.start' }>) => void
  /** `task 5 of 14`, or `task 5` if it is not known how many there will be; undefined for a handler. */
  readonly next: (task: Extract<RunEvent, { type: 'task.start' }>) => string | undefined
}

export function placeInPlay(): PlaceInPlay {
  let all: number | undefined
  let begun = 0
  return {
    enter: ({ tasks }) => {
      all = tasks
      begun = 0
    },
    next: ({ isHandler }) => {
      if (isHandler) return undefined
      begun += 1
      // A looped block runs its tasks several times.
      return all === undefined || begun > all ? `task ${begun}` : `task ${begun} of ${all}`
    },
  }
}
