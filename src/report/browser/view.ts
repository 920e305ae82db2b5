import { OUTCOMES, type Outcome, type Report } from './report.ts'

/** A task and some hosts whose results are shown in the panel. */
export interface Selection {
  readonly task: number
  readonly hosts: readonly number[]
}

/** What the reader has chosen to see. All of it is in the URL of the page, so that it can be shared. */
export interface View {
  readonly query: string
  /** The outcomes that are shown; if empty, all. */
  readonly outcomes: ReadonlySet<Outcome>
  readonly selection?: Selection | undefined
}

/** Returns the view that the fragment of a URL (after `#`) describes; invalid parts are ignored. */
export function readView(hash: string, report: Report): View {
  const given = new URLSearchParams(hash.replace(/^#/, ''))
  const wanted = (given.get('status') ?? '').split(',')
  const task = Number(given.get('task')) - 1
  const hosts = given.getAll('host').flatMap(name => {
    const number = report.data.hosts.indexOf(name)
    return number >= 0 && report.cellAt(number, task) >= 0 ? [number] : []
  })
  return {
    query: given.get('q') ?? '',
    outcomes: new Set(OUTCOMES.filter(outcome => wanted.includes(outcome))),
    selection: hosts.length > 0 ? { task, hosts } : undefined,
  }
}

/** Returns the fragment of the URL for a view. Of several selected hosts it contains the first. */
export function hashOf({ query, outcomes, selection }: View, report: Report): string {
  const parts = new URLSearchParams()
  if (query !== '') parts.set('q', query)
  if (outcomes.size > 0) parts.set('status', [...outcomes].join(','))
  if (selection) {
    parts.set('task', String(selection.task + 1))
    for (const host of selection.hosts.slice(0, 1)) parts.append('host', report.host(host))
  }
  return `#${parts}`
}
