import { element } from './dom.ts'
import type { MatrixRow } from './matrix-rows.ts'
import { shortenHosts } from './names.ts'
import type { Report } from './report.ts'
import { SIGNS } from './signs.ts'

/** Returns the head of the matrix: the task's name above each column, with a line between plays. */
export function headElement(report: Report, tasks: readonly number[]): HTMLElement {
  const columns = tasks.map((task, at) => {
    const { name, play } = report.task(task)
    const before = tasks[at - 1]
    const isFirst = before !== undefined && report.task(before).play !== play
    return element(
      'span',
      {
        class: isFirst ? 'column first' : 'column',
        role: 'columnheader',
        title: report.taskTitle(task),
      },
      name,
    )
  })
  return element('div', { class: 'head', role: 'row' }, element('span', { class: 'label' }), ...columns)
}

/** Returns the element of the row at a position: its hosts, and a sign for the outcome of each task. */
export function rowElement(report: Report, { hosts, outcomes }: MatrixRow, at: number): HTMLElement {
  const names = hosts.map(host => report.host(host))
  const label = hosts.length === 1 ? (names[0] ?? '') : `${hosts.length} × ${shortenHosts(names, 3)}`
  const cells = outcomes.map((outcome, column) =>
    outcome === undefined
      ? element('span', { class: 'cell' })
      : element(
          'span',
          { class: `cell o-${outcome}`, role: 'gridcell', 'aria-label': outcome, 'data-column': column },
          SIGNS[outcome],
        ),
  )
  return element(
    'div',
    { class: 'row', role: 'row', 'data-row': at, 'aria-rowindex': at + 1 },
    element('span', { class: 'label', role: 'rowheader', title: shortenHosts(names, 40) }, label),
    ...cells,
  )
}

/** Returns the cell of a column; the label of the row precedes the cells. */
export function cellIn(row: HTMLElement | undefined, column: number): Element | undefined {
  return row?.children[column + 1]
}
