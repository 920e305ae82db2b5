import { element } from './dom.ts'
import { cellIn, headElement, rowElement } from './matrix-elements.ts'
import type { Matrix } from './matrix-rows.ts'
import { shortenHosts } from './names.ts'
import type { Report } from './report.ts'
import type { Selection } from './view.ts'

/** Sizes in pixels, the same as in the style sheet. */
const ROW_HEIGHT = 22
const COLUMN_WIDTH = 20

/** Rows that are drawn above and below the visible part. */
const MARGIN = 5

/** Callbacks of the matrix: `say` gets the description of the current cell, `select` is called to open one. */
interface Actions {
  readonly say: (text: string) => void
  readonly select: (selection: Selection) => void
}

/**
 * Returns the grid of a matrix. Only the visible rows are in the document, so that the number of hosts does not
 * matter.
 */
export function matrixGrid(report: Report, matrix: Matrix, actions: Actions): HTMLElement {
  const body = element('div', { class: 'rows', role: 'rowgroup' })
  body.style.height = `${matrix.rows.length * ROW_HEIGHT}px`
  const scroller = element(
    'div',
    {
      class: 'matrix',
      role: 'grid',
      tabindex: 0,
      'aria-rowcount': matrix.rows.length,
      'aria-label': 'Matrix',
    },
    headElement(report, matrix.tasks),
    body,
  )
  const rows = drawnRows(report, matrix, scroller, body)
  scroller.addEventListener('scroll', () => requestAnimationFrame(rows.draw))
  moveByKeys(report, matrix, scroller, { ...actions, ...rows })
  rows.draw()
  // The size of the element is known once it is in the document.
  requestAnimationFrame(() => {
    rows.draw()
    scroller.scrollLeft = (firstTrouble(matrix) - 10) * COLUMN_WIDTH
  })
  return scroller
}

/** Returns the column of the first failure in the first row; -1 if the row has none, 0 if there are no rows. */
function firstTrouble({ rows }: Matrix): number {
  const [first] = rows
  return first?.outcomes.findIndex(outcome => outcome === 'failed' || outcome === 'unreachable') ?? 0
}

interface DrawnRows {
  /** Draws the visible rows and removes the others. */
  readonly draw: () => void
  /** Scrolls until a row is visible. */
  readonly reveal: (row: number) => void
  /** Returns the element of a row if it is drawn. */
  readonly rowAt: (row: number) => HTMLElement | undefined
}

function drawnRows(report: Report, { rows }: Matrix, scroller: HTMLElement, body: HTMLElement): DrawnRows {
  const drawn = new Map<number, HTMLElement>()
  const draw = (): void => {
    const first = Math.max(0, Math.floor(scroller.scrollTop / ROW_HEIGHT) - MARGIN)
    const last = first + Math.ceil((scroller.clientHeight || 600) / ROW_HEIGHT) + 2 * MARGIN
    for (const [at, shown] of drawn) {
      if (at >= first && at <= last) continue
      shown.remove()
      drawn.delete(at)
    }
    for (const [offset, row] of rows.slice(first, last + 1).entries()) {
      const at = first + offset
      if (drawn.has(at)) continue
      const made = rowElement(report, row, at)
      made.style.top = `${at * ROW_HEIGHT}px`
      drawn.set(at, made)
      body.append(made)
    }
  }
  const reveal = (row: number): void => {
    const top = row * ROW_HEIGHT
    const head = scroller.firstElementChild?.clientHeight ?? 0
    const room = scroller.clientHeight - head - 2 * ROW_HEIGHT
    if (top < scroller.scrollTop) scroller.scrollTop = top
    else if (top > scroller.scrollTop + room) scroller.scrollTop = top - room
    draw()
  }
  return { draw, reveal, rowAt: row => drawn.get(row) }
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

function moveByKeys(
  report: Report,
  matrix: Matrix,
  scroller: HTMLElement,
  { say, select, reveal, rowAt }: Actions & DrawnRows,
): void {
  const { tasks, rows } = matrix
  let [row, column] = [0, 0]
  const move = (toRow: number, toColumn: number): void => {
    cellIn(rowAt(row), column)?.classList.remove('active')
    row = Math.max(0, Math.min(toRow, rows.length - 1))
    column = Math.max(0, Math.min(toColumn, tasks.length - 1))
    reveal(row)
    const cell = cellIn(rowAt(row), column)
    cell?.classList.add('active')
    cell?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
    say(describe(report, matrix, row, column))
  }
  const open = (): void => {
    const [task, shown] = [tasks[column], rows[row]]
    if (task !== undefined && shown?.outcomes[column] !== undefined) select({ task, hosts: shown.hosts })
  }
  scroller.addEventListener('keydown', event => {
    const step = STEPS[event.key]
    if (event.key === 'Enter') open()
    else if (step) move(row + step[0], column + step[1])
    else return
    event.preventDefault()
  })
  scroller.addEventListener('mouseover', event => {
    const at = positionOf(event)
    if (at) say(describe(report, matrix, ...at))
  })
  scroller.addEventListener('click', event => {
    const at = positionOf(event)
    if (!at) return
    move(...at)
    open()
  })
}

function positionOf({ target }: Event): [row: number, column: number] | undefined {
  if (!(target instanceof HTMLElement) || target.dataset.column === undefined) return undefined
  return [Number(target.parentElement?.dataset.row), Number(target.dataset.column)]
}

function describe(report: Report, { tasks, rows }: Matrix, row: number, column: number): string {
  const [task, shown] = [tasks[column], rows[row]]
  if (task === undefined || shown === undefined) return ''
  const { place, type } = report.task(task)
  const names = shown.hosts.map(host => report.host(host))
  const parts = [shortenHosts(names, 3), report.taskTitle(task), type, place]
  return [...parts, shown.outcomes[column] ?? 'not run'].join(' · ')
}
