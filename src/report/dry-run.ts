import type { TaskResultEvent } from '../engine/state/events.ts'
import type { Style } from './style.ts'

/** Returns the line that is printed before the first play of a dry run. */
export function dryRunBanner(style: Style): string {
  return style.bold(style.yellow('DRY RUN: nothing is changed'))
}

/** Counts the results of a dry run by what their tasks would do, for its last line. */
export interface DryRunCount {
  /** Counts a result. Results of single items are ignored, since the result of their loop counts. */
  readonly note: (result: TaskResultEvent) => void
  readonly lines: (style: Style) => string[]
}

/** Returns a counter for one run, starting at zero. */
export function dryRunCount(): DryRunCount {
  const counts = { would: 0, unknown: 0, done: 0 }
  return {
    note: ({ item, status, isPredicted }) => {
      if (item !== undefined) return
      if (status === 'unknown') counts.unknown += 1
      if (status === 'changed') counts[isPredicted ? 'would' : 'done'] += 1
    },
    lines: style => {
      const { would, unknown, done } = counts
      const changed =
        done === 0 ? 'nothing was changed' : `${tasks(done)} changed something, by \`check_mode: false\``
      const words = [
        would === 0 && unknown === 0 ? 'nothing would change' : `${would} would change`,
        ...(unknown === 0 ? [] : [`${unknown} unknown until a real run`]),
      ]
      return [style.bold(style.yellow(`DRY RUN: ${changed}; ${words.join(', ')}`))]
    },
  }
}

function tasks(count: number): string {
  return count === 1 ? '1 task' : `${count} tasks`
}
