import type { RunEvent } from '../engine/state/events.ts'

/** Collects the lines of tasks from the events of a run. */
export interface TaskSources {
  readonly note: (event: Extract<RunEvent, { type: 'task.source' }>) => void
  /**
   * Returns the first lines of the task at a place, each with its number: `12 | - name: Start`; empty if they are not
   * known.
   */
  readonly linesOf: (task: string) => readonly string[]
}

/** The most lines of a task that are returned. */
const MAX_SOURCES = 6

/** Returns an empty collection for one run. */
export function taskSources(): TaskSources {
  const sources = new Map<string, readonly string[]>()
  return {
    note: ({ task, line, lines }) => {
      sources.set(task, numbered(line, lines))
    },
    linesOf: task => sources.get(task) ?? [],
  }
}

function numbered(first: number, lines: readonly string[]): string[] {
  const shown = lines.slice(0, MAX_SOURCES)
  const width = String(first + shown.length - 1).length
  const indent = shown[0]?.search(/\S/) ?? 0
  const all = shown.map((line, index) => `${String(first + index).padStart(width)} | ${line.slice(indent)}`)
  return lines.length > MAX_SOURCES ? [...all, `${' '.repeat(width)} | …`] : all
}
