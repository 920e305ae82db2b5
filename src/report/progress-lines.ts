import cliTruncate from 'cli-truncate'
import { escapeControlInLine } from '../base/escape-control.ts'
import type { OpenTask } from './open-task.ts'
import { inColour, type Style } from './style.ts'

/** The live region of the running tasks, never taller than the screen nor wider: a title, then hosts that still run. */
export function liveLines(tasks: readonly OpenTask[], rows: number, columns: number, style: Style): string[] {
  const [task, ...others] = tasks
  if (!task) return ['']
  const settled = task.results.length
  const all = settled + task.running.size
  const seconds = ((Date.now() - task.began) / 1000).toFixed(0)
  const failed = failedOf(task)
  const position = task.position === undefined ? '' : `  ${task.position}`
  const progress = `${position}${all > 1 ? `  ${settled}/${all} hosts` : ''}  ${seconds} s`
  // Colour comes after the cut: a sequence cut in two would colour all that follows.
  const title =
    cut(task.start.name + progress, columns - 6 - (failed === '' ? 0 : failed.length + 2)) +
    (failed === '' ? '' : `  ${inColour(style, 'failed', failed)}`)
  // The screen also holds the prompt, the title and the last line: a list that is too tall cannot be drawn over.
  const room = Math.max(1, Math.min(12, rows - 6))
  const running = [...task.running]
  const width = Math.max(0, ...running.slice(0, room).map(([host]) => host.length))
  const hosts = running
    .slice(0, room)
    .map(([host, last]) => cut(`${host.padEnd(width)}  ${last}`.trimEnd(), columns - 8))
  const more = running.length > room ? [style.dim(`… and ${running.length - room} more running`)] : []
  const beside = others.length > 0 ? [style.dim(`… and ${others.length} other tasks`)] : []
  return [title, ...hosts, ...more, ...beside]
}

function failedOf({ results }: OpenTask): string {
  const count = results.filter(({ status }) => status === 'failed' || status === 'unreachable').length
  return count > 0 ? `${count} failed` : ''
}

/** `text` in one line, cut to the terminal's width, in columns: wrapped lines cannot be redrawn. */
function cut(text: string, width: number): string {
  // Measuring takes a millisecond for each kilobyte, and lines may have eight.
  const enough = text.slice(0, 4 * Math.max(80, width))
  // safety: the live progress display escapes control characters
  return cliTruncate(escapeControlInLine(enough), Math.max(1, width))
}
