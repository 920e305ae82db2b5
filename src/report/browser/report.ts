import type { Detail, PageData, PageTask } from '../page/page-data.ts'
import { cellsOf, type TaskCell } from '../task-cells.ts'
import { withoutHost } from '../without-host.ts'

/** The outcomes of a task on a host that the page counts and colours, the most severe first. */
export const OUTCOMES = [
  'failed',
  'unreachable',
  'rescued',
  'ignored',
  'unknown',
  'changed',
  'ok',
  'skipped',
] as const

/** One of these outcomes. */
export type Outcome = (typeof OUTCOMES)[number]

/** A cell of the matrix with the number of its task, and its outcome. */
export interface Cell extends TaskCell {
  readonly task: number
  readonly outcome: Outcome
}

/** The data of a report with indexes for lookups. */
export class Report {
  readonly data: PageData
  readonly cells: readonly Cell[]
  readonly #grid: Int32Array

  constructor(data: PageData) {
    this.data = data
    this.cells = data.tasks.flatMap((task, number) => cellsWith(data.details, task, number))
    this.#grid = new Int32Array(data.hosts.length * data.tasks.length).fill(-1)
    for (const [at, { host, task }] of this.cells.entries()) this.#grid[this.#at(host, task)] = at
  }

  /** Returns the index of the cell of a host and a task; -1 if the task did not run on the host. */
  cellAt(host: number, task: number): number {
    return this.#grid[this.#at(host, task)] ?? -1
  }

  host(number: number): string {
    return this.data.hosts[number] ?? ''
  }

  /** Returns a task by its number. Throws if there is none: numbers come from the data itself. */
  task(number: number): PageTask {
    return present(this.data.tasks[number])
  }

  detail(number: number): Detail {
    return present(this.data.details[number])
  }

  /**
   * Returns a key of a result that leaves out the name and address of its host: it is the same for results that
   * differ in nothing else.
   */
  likeness(detail: number, host: number): string {
    const { changes = [], ...result } = this.detail(detail)
    const text = JSON.stringify([result, changes.map(change => this.data.changes[change])])
    return withoutHost(text, this.host(host))
  }

  /** Returns the title of a task, with its number: `12 · Install nginx`. */
  taskTitle(number: number): string {
    return `${number + 1} · ${this.task(number).name}`
  }

  #at(host: number, task: number): number {
    return host * this.data.tasks.length + task
  }
}

function cellsWith(details: readonly Detail[], task: PageTask, number: number): Cell[] {
  const all: Cell[] = []
  for (const cell of cellsOf(task.cells))
    all.push({ ...cell, task: number, outcome: outcomeOf(present(details[cell.detail])) })
  return all
}

/** Returns the outcome of a result. */
export function outcomeOf({ status, isIgnored, isRescued }: Detail): Outcome {
  if (status !== 'failed') return status
  if (isIgnored) return 'ignored'
  return isRescued ? 'rescued' : 'failed'
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('the data of the report is incomplete')
  return value
}
