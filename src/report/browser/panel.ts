import { button, element, longList } from './dom.ts'
import { count, showDuration } from './names.ts'
import type { Report } from './report.ts'
import { badge, showHosts, showResult, showTask } from './result-view.ts'
import type { Selection } from './view.ts'

/**
 * Returns the panel next to the page, with the results of a task on the selected hosts; equal results are shown once.
 */
export function showPanel(report: Report, selection: Selection, close: () => void): HTMLElement {
  const { task, hosts } = selection
  const groups = groupsOf(report, selection)
  const title = report.taskTitle(task)
  return element(
    'aside',
    { class: 'panel', role: 'dialog', 'aria-label': title, tabindex: -1 },
    element(
      'header',
      {},
      element('h2', {}, title),
      button('Close', { title: 'Esc', 'aria-label': 'Close' }, close),
    ),
    showTask(report, task),
    ...(groups.length > 1
      ? [
          element(
            'p',
            { class: 'dim' },
            `${count(groups.length, 'different result')} on ${count(hosts.length, 'host')}`,
          ),
        ]
      : []),
    longList(groups, group => showGroup(report, group), 20),
  )
}

/** A group of equal results, of which the first is shown. */
interface Group {
  readonly detail: number
  readonly hosts: number[]
  readonly milliseconds: number[]
}

function groupsOf(report: Report, { task, hosts }: Selection): Group[] {
  const groups = new Map<string, Group>()
  for (const host of hosts) {
    const cell = report.cells[report.cellAt(host, task)]
    if (!cell) continue
    const key = report.likeness(cell.detail, host)
    const group = groups.get(key) ?? { detail: cell.detail, hosts: [], milliseconds: [] }
    groups.set(key, group)
    group.hosts.push(host)
    group.milliseconds.push(cell.milliseconds)
  }
  return [...groups.values()]
}

function showGroup(report: Report, { detail, hosts, milliseconds }: Group): HTMLElement {
  const result = report.detail(detail)
  const [least, most] = [Math.min(...milliseconds), Math.max(...milliseconds)]
  const span = least === most ? showDuration(most) : `${showDuration(least)} to ${showDuration(most)}`
  return element(
    'article',
    { class: 'card' },
    element('h3', {}, badge(result), element('span', { class: 'dim' }, ` ${span}`)),
    showHosts(hosts.map(host => report.host(host))),
    showResult(report, result),
  )
}
