import { escapeControlInLine } from '../base/escape-control.ts'
import type { RunEndEvent, RunEvent } from '../engine/state/events.ts'
import { STOPPED } from './run-ending.ts'

/** Counts the tasks of a play as they start. */
export interface PlaceInPlay {
  readonly enter: (play: Extract<RunEvent, { type: 'play.start' }>) => void
  /** Returns `task 5 of 14`, or `task 5` if the number of tasks is not known; undefined for a handler. */
  readonly next: (task: Extract<RunEvent, { type: 'task.start' }>) => string | undefined
  /** Returns how far a run had come when a signal stopped it; undefined if it ended by itself. */
  readonly stopped: (run: RunEndEvent) => string | undefined
}

/** Returns a counter for one run. */
export function placeInPlay(): PlaceInPlay {
  let all: number | undefined
  let begun = 0
  let name = ''
  // The tasks of a looped block start several times.
  const position = (): string =>
    all === undefined || begun > all ? `task ${begun}` : `task ${begun} of ${all}`
  return {
    enter: ({ play, tasks }) => {
      name = escapeControlInLine(play)
      all = tasks
      begun = 0
    },
    next: ({ isHandler }) => {
      if (isHandler) return undefined
      begun += 1
      return position()
    },
    stopped: ({ exit_code }) => {
      if (!STOPPED.includes(exit_code)) return undefined
      if (begun === 0) return 'stopped before the first task'
      return `stopped after ${position()} in the play ${name}; what comes after it was not started`
    },
  }
}
