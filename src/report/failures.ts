import type { TaskResultEvent } from '../engine/state/events.ts'

/** The failures of a run as they were shown, and how many lines were written since. */
export interface ShownFailures {
  readonly wrote: (lines: number) => void
  readonly note: (result: TaskResultEvent) => void
  /** Failures that have scrolled off a screen of that many lines: only they are shown again at the end. */
  readonly gone: (screen: number) => TaskResultEvent[]
}

export function shownFailures(): ShownFailures {
  const shown: { readonly result: TaskResultEvent; readonly at: number }[] = []
  let written = 0
  return {
    wrote: lines => {
      written += lines
    },
    note: result => {
      const isLetPass = result.isIgnored || result.isRescued || result.item !== undefined
      if (!isLetPass) shown.push({ result, at: written })
    },
    gone: screen => shown.filter(({ at }) => written - at > screen).map(({ result }) => result),
  }
}

/** Whether a task failed on a host, or could not be tried there. */
export function isTrouble({ status }: TaskResultEvent): boolean {
  return status === 'failed' || status === 'unreachable'
}
