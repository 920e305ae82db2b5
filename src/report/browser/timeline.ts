import { button, element, longList } from './dom.ts'
import { showDuration } from './names.ts'
import type { Cell, Report } from './report.ts'
import type { Selection } from './view.ts'

/**
 * Returns the section with the time of each task, and the host on which it took longest; in the order of the run, or
 * the slowest first.
 */
export function showTimeline(
  report: Report,
  cells: readonly Cell[],
  select: (selection: Selection) => void,
): HTMLElement {
  const slowest = slowestCells(cells)
  const list = element('div', { class: 'timeline' })
  const fill = (isSorted: boolean): void => {
    const rows = isSorted ? [...slowest].sort((a, b) => spanOf(report, b) - spanOf(report, a)) : slowest
    list.replaceChildren(longList(rows, cell => showRow(report, cell, select)))
    inOrder.setAttribute('aria-pressed', String(!isSorted))
    bySpan.setAttribute('aria-pressed', String(isSorted))
  }
  const inOrder = button('in order', {}, () => fill(false))
  const bySpan = button('slowest first', {}, () => fill(true))
  fill(true)
  return element(
    'section',
    { id: 'timeline', 'aria-label': 'Timeline' },
    element('h2', {}, 'Timeline'),
    element('p', { class: 'choice' }, bySpan, inOrder),
    list,
  )
}

/** Returns the slowest cell of each task. */
function slowestCells(cells: readonly Cell[]): Cell[] {
  const byTask = new Map<number, Cell>()
  for (const cell of cells) {
    const known = byTask.get(cell.task)
    if (known === undefined || cell.milliseconds > known.milliseconds) byTask.set(cell.task, cell)
  }
  return [...byTask.values()].sort((a, b) => a.task - b.task)
}

function spanOf(report: Report, { task }: Cell): number {
  const { begin, end } = report.task(task)
  return end - begin
}

function showRow(report: Report, cell: Cell, select: (selection: Selection) => void): HTMLElement {
  const { task, host, milliseconds } = cell
  const { begin, place } = report.task(task)
  const whole = Math.max(1, report.data.run.milliseconds)
  const span = spanOf(report, cell)
  const bar = element('span', { class: 'bar' })
  bar.style.left = `${(100 * begin) / whole}%`
  bar.style.width = `${Math.max(0.3, (100 * span) / whole)}%`
  return element(
    'div',
    { class: 'row' },
    button(report.taskTitle(task), { class: 'link name', title: place }, () =>
      select({ task, hosts: [host] }),
    ),
    element('span', { class: 'track' }, bar),
    element('span', { class: 'time' }, showDuration(span)),
    element('span', { class: 'dim slowest' }, `${report.host(host)} ${showDuration(milliseconds)}`),
  )
}
