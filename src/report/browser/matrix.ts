import { element } from './dom.ts'
import { type Matrix, type MatrixRow, makeMatrix } from './matrix-rows.ts'
import { count, shortenHosts } from './names.ts'
import { OUTCOMES, type Outcome, type Report } from './report.ts'
import type { Selection } from './view.ts'

/** One sign for each outcome, so that colours are not needed to tell them apart. */
const SIGNS: Readonly<Record<Outcome, string>> = {
  failed: '✕',
  unreachable: '⊘',
  rescued: '↺',
  ignored: '!',
  unknown: '?',
  changed: '●',
  ok: '·',
  skipped: '–',
}

/** Pixels, as in the style sheet. */
const ROW_HEIGHT = 22
const COLUMN_WIDTH = 20

/** The matrix of hosts and tasks: only the rows on the screen are in the document, whatever the number of hosts. */
export function showMatrix(
  report: Report,
  shown: Uint8Array,
  select: (selection: Selection) => void,
): HTMLElement {
  const occurring = new Set(report.cells.map(({ outcome }) => outcome))
  const folds = element('input', { type: 'checkbox', checked: true })
  const legend = element('p', { class: 'status', 'aria-live': 'polite' })
  const holder = element('div', {})
  const draw = (): void => {
    const matrix = makeMatrix(report, shown, folds.checked)
    legend.textContent = `${count(matrix.rows.length, 'row')}, ${count(matrix.tasks.length, 'task')}; arrow keys move, Enter opens`
    holder.replaceChildren(grid(report, matrix, legend, select))
  }
  folds.addEventListener('change', draw)
  draw()
  return element(
    'section',
    { id: 'matrix', 'aria-label': 'Hosts and tasks' },
    element('h2', {}, 'Hosts and tasks'),
    element(
      'p',
      { class: 'choice' },
      element('label', {}, folds, ' fold equal hosts'),
      ...OUTCOMES.filter(outcome => occurring.has(outcome)).map(outcome =>
        element(
          'span',
          { class: 'sign' },
          element('span', { class: `cell o-${outcome}` }, SIGNS[outcome]),
          ` ${outcome}`,
        ),
      ),
    ),
    legend,
    holder,
  )
}

function grid(
  report: Report,
  matrix: Matrix,
  legend: HTMLElement,
  select: (selection: Selection) => void,
): HTMLElement {
  const { tasks, rows } = matrix
  const body = element('div', { class: 'rows', role: 'rowgroup' })
  body.style.height = `${rows.length * ROW_HEIGHT}px`
  const scroller = element(
    'div',
    {
      class: 'matrix',
      role: 'grid',
      tabindex: 0,
      'aria-rowcount': rows.length,
      'aria-label': 'Hosts and tasks',
    },
    header(report, tasks),
    body,
  )
  const drawn = new Map<number, HTMLElement>()
  let [row, column] = [0, 0]
  const draw = (): void => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - 5)
    const last = first + Math.ceil((scroller.clientHeight || 600) / ROW_HEIGHT) + 10
    for (const [at, shown] of drawn) {
      if (at >= first && at <= last) continue
      shown.remove()
      drawn.delete(at)
    }
    for (const [offset, each] of rows.slice(first, last + 1).entries()) {
      const at = first + offset
      if (drawn.has(at)) continue
      const made = rowElement(report, each, at)
      drawn.set(at, made)
      body.append(made)
    }
  }
  const cellAt = (): Element | undefined => drawn.get(row)?.children[column + 1]
  const move = (toRow: number, toColumn: number): void => {
    cellAt()?.classList.remove('active')
    row = Math.min(Math.max(0, toRow), rows.length - 1)
    column = Math.min(Math.max(0, toColumn), tasks.length - 1)
    const top = row * ROW_HEIGHT
    const room = scroller.clientHeight - (scroller.firstElementChild?.clientHeight ?? 0) - 2 * ROW_HEIGHT
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room
    draw()
    cellAt()?.classList.add('active')
    cellAt()?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    legend.textContent = describe(report, matrix, row, column)
  }
  const open = (): void => {
    const task = tasks[column]
    const outcome = rows[row]?.outcomes[column]
    if (task !== undefined && outcome !== undefined) select({ task, hosts: rows[row]?.hosts ?? [] })
  }
  scroller.addEventListener('scroll', () => requestAnimationFrame(draw))
  scroller.addEventListener('keydown', event => {
    const step = STEPS[event.key]
    if (event.key === 'Enter') open()
    else if (step) move(row + step[0], column + step[1])
    else return
    event.preventDefault()
  })
  for (const type of ['mouseover', 'click'] as const)
    scroller.addEventListener(type, ({ target }) => {
      if (!(target instanceof HTMLElement) || target.dataset.column === undefined) return
      const [atRow, atColumn] = [Number(target.parentElement?.dataset.row), Number(target.dataset.column)]
      if (type === 'mouseover') {
        legend.textContent = describe(report, matrix, atRow, atColumn)
        return
      }
      move(atRow, atColumn)
      open()
    })
  draw()
  // Its size is known once it is in the document.
  requestAnimationFrame(() => {
    draw()
    const trouble = rows[0]?.outcomes.findIndex(outcome => outcome === 'failed' || outcome === 'unreachable')
    if (trouble !== undefined && trouble >= 0) scroller.scrollLeft = (trouble - 10) * COLUMN_WIDTH
  })
  return scroller
}

const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowDown: [1, 0],
  ArrowUp: [-1, 0],
  ArrowRight: [0, 1],
  ArrowLeft: [0, -1],
  PageDown: [20, 0],
  PageUp: [-20, 0],
  Home: [0, Number.NEGATIVE_INFINITY],
  End: [0, Number.POSITIVE_INFINITY],
}

function header(report: Report, tasks: readonly number[]): HTMLElement {
  const columns = tasks.map((task, at) => {
    const { name, play } = report.task(task)
    const before = tasks[at - 1]
    const isFirst = before !== undefined && report.task(before).play !== play
    return element(
      'span',
      { class: isFirst ? 'column first' : 'column', role: 'columnheader', title: report.taskTitle(task) },
      name,
    )
  })
  return element('div', { class: 'head', role: 'row' }, element('span', { class: 'label' }), ...columns)
}

function rowElement(report: Report, { hosts, outcomes }: MatrixRow, at: number): HTMLElement {
  const names = hosts.map(host => report.host(host))
  const label = hosts.length === 1 ? (names[0] ?? '') : `${hosts.length} × ${shortenHosts(names, 3)}`
  const shown = element(
    'div',
    { class: 'row', role: 'row', 'data-row': at, 'aria-rowindex': at + 1 },
    element('span', { class: 'label', role: 'rowheader', title: shortenHosts(names, 40) }, label),
    ...outcomes.map((outcome, column) =>
      outcome === undefined
        ? element('span', { class: 'cell' })
        : element(
            'span',
            { class: `cell o-${outcome}`, role: 'gridcell', 'aria-label': outcome, 'data-column': column },
            SIGNS[outcome],
          ),
    ),
  )
  shown.style.top = `${at * ROW_HEIGHT}px`
  return shown
}

function describe(report: Report, { tasks, rows }: Matrix, row: number, column: number): string {
  const [task, shown] = [tasks[column], rows[row]]
  if (task === undefined || shown === undefined) return ''
  const { place, type } = report.task(task)
  const hosts = shortenHosts(
    shown.hosts.map(host => report.host(host)),
    3,
  )
  return `${hosts} · ${report.taskTitle(task)} · ${type} · ${place} · ${shown.outcomes[column] ?? 'not run'}`
}
