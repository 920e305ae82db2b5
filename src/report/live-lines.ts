import type { OpenTask } from './open-task.ts'
import { inColour, type Style } from './style.ts'
import { visibleLine } from './visible.ts'

/** The live region of the tasks under way, never taller than the screen nor wider: a title, then hosts that still run. */
export function liveLines(tasks: readonly OpenTask[], rows: number, columns: number, style: Style): string[] {
  const [task, ...others] = tasks
  if (!task) return ['']
  const settled = task.results.length
  const all = settled + task.running.size
  const seconds = ((Date.now() - task.began) / 1000).toFixed(0)
  const counts = countsOf(task)
  const title = `${visibleLine(task.start.name)}${all > 1 ? `  ${settled}/${all}` : ''}  ${seconds} s${counts === '' ? '' : `  ${counts}`}`
  // The screen also holds the prompt, the title and the last line: a list that is too tall cannot be drawn over.
  const room = Math.max(1, Math.min(12, rows - 6))
  const running = [...task.running]
  const width = Math.max(0, ...running.slice(0, room).map(([host]) => host.length))
  const hosts = running
    .slice(0, room)
    .map(([host, last]) =>
      cut(`${visibleLine(host).padEnd(width)}  ${visibleLine(last)}`.trimEnd(), columns - 8),
    )
  const more = running.length > room ? [style.dim(`… and ${running.length - room} more running`)] : []
  const beside = others.length > 0 ? [style.dim(`… and ${others.length} other tasks`)] : []
  return [cut(title, columns - 6), ...hosts, ...more, ...beside]

  function countsOf({ results }: OpenTask): string {
    const troubled = results.filter(
      result => result.status === 'failed' || result.status === 'unreachable',
    ).length
    return troubled > 0 ? inColour(style, 'failed', `${troubled} failed`) : ''
  }
}

/** Cut to the terminal's width: wrapped lines cannot be drawn over. */
function cut(text: string, width: number): string {
  const signs = [...text]
  return signs.length <= width ? text : `${signs.slice(0, Math.max(1, width - 1)).join('')}…`
}
