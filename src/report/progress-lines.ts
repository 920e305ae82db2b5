import cliTruncate from 'cli-truncate'
import { escapeControlInLine } from '../base/escape-control.ts'
import { activityText, type OpenTask } from './open-task.ts'
import { inColour, type Style } from './style.ts'

/** The fewest columns for the name of a task. */
const SHORTEST_NAME = 12

/**
 * Returns the lines of the live region, which fits the screen: a title for the first running task, then its hosts
 * that are still running.
 */
export function liveLines(
  tasks: readonly OpenTask[],
  screen: { readonly rows: number; readonly columns: number },
  style: Style,
  connecting: ReadonlySet<string> = new Set(),
): string[] {
  const { rows, columns } = screen
  const [task, ...others] = tasks
  if (!task) return ['']
  const now = Date.now()
  const seconds = ((now - task.began) / 1000).toFixed(0)
  const failed = failedOf(task)
  const position = task.position === undefined ? '' : `  ${task.position}`
  const progress = `${position}${countOf(task, connecting)}  ${seconds} s`
  // Colours are added after truncating: a truncated escape sequence would colour everything after it.
  const left = columns - 6 - (failed === '' ? 0 : failed.length + 2)
  // A long name is truncated, so that the progress remains visible.
  const name = cut(task.start.name, Math.max(SHORTEST_NAME, left - progress.length))
  const title = cut(name + progress, left) + (failed === '' ? '' : `  ${inColour(style, 'failed', failed)}`)
  // The screen also needs room for the prompt, the title and the last line: a list that is too tall cannot be
  // redrawn.
  const room = Math.max(1, Math.min(12, rows - 6))
  const running = [...task.running]
  const width = Math.max(0, ...running.slice(0, room).map(([host]) => host.length))
  const hosts = running.slice(0, room).map(([host, heard]) => {
    const said = connecting.has(host) ? 'connecting' : activityText(heard, now)
    return cut(`${host.padEnd(width)}  ${said}`.trimEnd(), columns - 8)
  })
  const more = running.length > room ? [style.dim(`… and ${running.length - room} more running`)] : []
  const beside = others.length > 0 ? [style.dim(`… and ${others.length} other tasks`)] : []
  return [title, ...hosts, ...more, ...beside]
}

/** Returns how many hosts are connected, as long as some are not; after that, how many are done. */
function countOf({ results, running }: OpenTask, connecting: ReadonlySet<string>): string {
  const all = results.length + running.size
  const waiting = [...running.keys()].filter(host => connecting.has(host)).length
  if (waiting > 0) return `  connecting ${all - waiting}/${all}`
  return all > 1 ? `  ${results.length}/${all} hosts` : ''
}

function failedOf({ results }: OpenTask): string {
  const counts = (['failed', 'unreachable'] as const).map(
    wanted => [results.filter(({ status }) => status === wanted).length, wanted] as const,
  )
  return counts.flatMap(([count, word]) => (count > 0 ? [`${count} ${word}`] : [])).join('  ')
}

/** Returns text in one line, truncated to the width of the terminal in columns: wrapped lines cannot be redrawn. */
function cut(text: string, width: number): string {
  // Measuring takes a millisecond for each kilobyte, and a line may have eight.
  const enough = text.slice(0, 4 * Math.max(80, width))
  // safety: the live progress display escapes control characters
  return cliTruncate(escapeControlInLine(enough), Math.max(1, width))
}
