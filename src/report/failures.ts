import type { TaskResultEvent } from '../engine/state/events.ts'

/** The failures of a run that were shown, each with the number of lines that were written before it. */
export interface ShownFailures {
  readonly addLines: (lines: number) => void
  readonly add: (result: TaskResultEvent) => void
  /**
   * Returns the failures that have scrolled off a screen of `screen` lines: only these are shown again at the end.
   */
  readonly scrolledOff: (screen: number) => TaskResultEvent[]
}

/** Returns an empty list of failures for one run. */
export function shownFailures(): ShownFailures {
  const shown: { readonly result: TaskResultEvent; readonly at: number }[] = []
  let written = 0
  return {
    addLines: lines => {
      written += lines
    },
    add: result => {
      const isLetPass = result.isIgnored || result.isRescued || result.item !== undefined
      if (!isLetPass) shown.push({ result, at: written })
    },
    scrolledOff: screen => shown.filter(({ at }) => written - at > screen).map(({ result }) => result),
  }
}

/** Returns whether a task failed on a host, or could not reach it. */
export function isFailure({ status }: TaskResultEvent): boolean {
  return status === 'failed' || status === 'unreachable'
}
