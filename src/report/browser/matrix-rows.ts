import { OUTCOMES, type Outcome, type Report } from './report.ts'

/** A row of the matrix: one host, or several with the same outcome for every shown task. */
export interface MatrixRow {
  readonly hosts: readonly number[]
  /** The outcome for each column; undefined if the task did not run on the host, or is filtered out. */
  readonly outcomes: readonly (Outcome | undefined)[]
}

/** The shown tasks, as columns, and the rows; those with the most severe outcomes come first. */
export interface Matrix {
  readonly tasks: readonly number[]
  readonly rows: readonly MatrixRow[]
}

/**
 * Returns the matrix of the shown cells; tasks and hosts without one are left out. `isFolded` merges hosts with the
 * same outcomes into one row.
 */
export function makeMatrix(report: Report, shown: Uint8Array, isFolded: boolean): Matrix {
  const [hosts, tasks] = [new Set<number>(), new Set<number>()]
  for (const [at, { host, task }] of report.cells.entries()) {
    if (!shown[at]) continue
    hosts.add(host)
    tasks.add(task)
  }
  const columns = [...tasks].sort((a, b) => a - b)
  const rows = [...hosts]
    .sort((a, b) => a - b)
    .map(host => ({
      hosts: [host],
      outcomes: columns.map(task => {
        const at = report.cellAt(host, task)
        return shown[at] ? report.cells[at]?.outcome : undefined
      }),
    }))
  const all = isFolded ? folded(rows) : rows
  return { tasks: columns, rows: all.toSorted((a, b) => worst(a) - worst(b)) }
}

function folded(rows: readonly MatrixRow[]): MatrixRow[] {
  const groups = new Map<string, { readonly hosts: number[]; readonly outcomes: MatrixRow['outcomes'] }>()
  for (const { hosts, outcomes } of rows) {
    const key = outcomes.map(outcome => outcome ?? '').join(' ')
    const known = groups.get(key)
    if (known) known.hosts.push(...hosts)
    else groups.set(key, { hosts: [...hosts], outcomes })
  }
  return [...groups.values()]
}

function worst({ outcomes }: MatrixRow): number {
  return Math.min(...outcomes.map(each => (each === undefined ? OUTCOMES.length : OUTCOMES.indexOf(each))))
}
