import { OUTCOMES, type Outcome, type Report } from './report.ts'

/** A task on hosts, whose results are shown next to the page. */
export interface Selection {
  readonly task: number
  readonly hosts: readonly number[]
}

/** What a reader has chosen to see; the address of the page has all of it, so that it can be passed on. */
export interface View {
  readonly query: string
  /** None: all. */
  readonly outcomes: ReadonlySet<Outcome>
  readonly selection?: Selection | undefined
}

/** The view that the part of an address after `#` names; what it names wrongly is left out. */
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

/** The part of an address after `#`. Of many selected hosts, it has the first. */
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
