import type { Detail } from '../page/page-data.ts'
import type { Report } from './report.ts'
import type { View } from './view.ts'

/** Determines which cells of a report a view shows. */
export class Search {
  readonly #report: Report
  readonly #hosts: readonly string[]
  readonly #tasks: readonly string[]
  #details: readonly string[] | undefined

  constructor(report: Report) {
    this.#report = report
    this.#hosts = report.data.hosts.map(host => host.toLowerCase())
    this.#tasks = report.data.tasks.map(({ name, place, type }) => `${name}\n${place}\n${type}`.toLowerCase())
  }

  /**
   * Returns one flag for each cell. Each word of the query must occur in the name of the host, in the task, or in the
   * result.
   */
  matches({ query, outcomes }: Pick<View, 'query' | 'outcomes'>): Uint8Array {
    const found = new Uint8Array(this.#report.cells.length).fill(1)
    if (outcomes.size > 0)
      for (const [at, { outcome }] of this.#report.cells.entries()) found[at] = outcomes.has(outcome) ? 1 : 0
    for (const word of query.toLowerCase().split(/\s+/).filter(Boolean)) this.#narrow(found, word)
    return found
  }

  #narrow(found: Uint8Array, word: string): void {
    const has = (texts: readonly string[]): boolean[] => texts.map(text => text.includes(word))
    this.#details ??= textsOf(this.#report)
    const [hosts, tasks, details] = [has(this.#hosts), has(this.#tasks), has(this.#details)]
    for (const [at, { host, task, detail }] of this.#report.cells.entries())
      if (!hosts[host] && !tasks[task] && !details[detail]) found[at] = 0
  }
}

function textsOf({ data }: Report): string[] {
  const textOf = ({ item, message, hint, stdout, stderr, changes = [], items = [] }: Detail): string =>
    [
      ...[item, message, hint, stdout, stderr],
      ...changes.map(change => data.changes[change]?.summary),
      ...changes.map(change => data.changes[change]?.resource),
      ...items.map(textOf),
    ]
      .join('\n')
      .toLowerCase()
  return data.details.map(textOf)
}
