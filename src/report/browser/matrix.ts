import { element } from './dom.ts'
import { matrixGrid } from './matrix-grid.ts'
import { makeMatrix } from './matrix-rows.ts'
import { count } from './names.ts'
import { OUTCOMES, type Report } from './report.ts'
import { SIGNS } from './signs.ts'
import type { Selection } from './view.ts'

/**
 * Returns the section with the matrix of hosts and tasks, a legend of its signs, and a checkbox that folds equal
 * hosts.
 */
export function showMatrix(
  report: Report,
  shown: Uint8Array,
  select: (selection: Selection) => void,
): HTMLElement {
  const folds = element('input', { type: 'checkbox', checked: true })
  const status = element('p', { class: 'status', 'aria-live': 'polite' })
  const holder = element('div', {})
  const draw = (): void => {
    const matrix = makeMatrix(report, shown, folds.checked)
    const size = `${count(matrix.rows.length, 'row')}, ${count(matrix.tasks.length, 'task')}`
    const say = (text: string): void => {
      status.textContent = text
    }
    say(`${size}; arrow keys move, Enter opens`)
    holder.replaceChildren(matrixGrid(report, matrix, { say, select }))
  }
  folds.addEventListener('change', draw)
  draw()
  return element(
    'section',
    { id: 'matrix', 'aria-label': 'Hosts and tasks' },
    element('h2', {}, 'Hosts and tasks'),
    element('p', { class: 'choice' }, element('label', {}, folds, ' fold equal hosts'), ...legend(report)),
    status,
    holder,
  )
}

function legend(report: Report): HTMLElement[] {
  const occurring = new Set(report.cells.map(({ outcome }) => outcome))
  return OUTCOMES.filter(outcome => occurring.has(outcome)).map(outcome =>
    element(
      'span',
      { class: 'sign' },
      element('span', { class: `cell o-${outcome}` }, SIGNS[outcome]),
      ` ${outcome}`,
    ),
  )
}
