import { button, element, longList } from './dom.ts'
import type { Cell, Report } from './report.ts'
import { badge, showHosts, showResult, showTask } from './result-view.ts'
import type { Selection } from './view.ts'

/** The same failure of one task on one or more hosts. */
interface Failure {
  readonly task: number
  readonly detail: number
  readonly hosts: number[]
}

/**
 * Returns the section of failures among these cells: the most severe first, the same failure on several hosts once.
 */
export function showFailures(
  report: Report,
  cells: readonly Cell[],
  select: (selection: Selection) => void,
): HTMLElement {
  const failures = failuresIn(report, cells)
  const section = element(
    'section',
    { id: 'failures', 'aria-label': 'Failures' },
    element('h2', {}, `Failures (${failures.length})`),
  )
  if (failures.length === 0) section.append(element('p', { class: 'dim' }, 'Nothing failed.'))
  section.append(longList(failures, failure => showFailure(report, failure, select), 50))
  return section
}

const ORDER = ['failed', 'unreachable', 'rescued', 'ignored']

function failuresIn(report: Report, cells: readonly Cell[]): Failure[] {
  const failures = new Map<string, Failure>()
  for (const outcome of ORDER)
    for (const { host, task, detail, outcome: own } of cells) {
      if (own !== outcome) continue
      const key = `${task} ${report.likeness(detail, host)}`
      const known = failures.get(key)
      if (known) known.hosts.push(host)
      else failures.set(key, { task, detail, hosts: [host] })
    }
  return [...failures.values()]
}

function showFailure(
  report: Report,
  { task, detail, hosts }: Failure,
  select: (selection: Selection) => void,
): HTMLElement {
  const result = report.detail(detail)
  return element(
    'article',
    { class: 'card failure', tabindex: 0 },
    element(
      'h3',
      {},
      badge(result),
      ' ',
      button(report.taskTitle(task), { class: 'link' }, () => select({ task, hosts })),
    ),
    showHosts(hosts.map(host => report.host(host))),
    showTask(report, task),
    showResult(report, result),
  )
}
