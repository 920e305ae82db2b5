import { button, element, longList } from './dom.ts'
import { count } from './names.ts'
import type { Cell, Report } from './report.ts'
import { showChange, showHosts } from './result-view.ts'
import type { Selection } from './view.ts'

/**
 * A change by one task, and the hosts that have it. Changes that differ only in the host's name count as the same.
 */
interface Place {
  readonly change: number
  readonly task: number
  readonly hosts: number[]
}

/**
 * Returns the section of changes (in a dry run: predicted changes), by resource; the same change on several hosts is
 * shown once.
 */
export function showChanges(
  report: Report,
  cells: readonly Cell[],
  select: (selection: Selection) => void,
): HTMLElement {
  const resources = [...byResource(report, cells)].sort(([a], [b]) => ORDER.compare(a, b))
  const title = report.data.run.isCheckMode ? 'Would change' : 'Changed'
  const section = element(
    'section',
    { id: 'changes', 'aria-label': title },
    element('h2', {}, `${title} (${count(resources.length, 'resource')})`),
  )
  if (resources.length === 0) section.append(element('p', { class: 'dim' }, 'Nothing.'))
  section.append(
    longList(resources, ([resource, places]) => showResource(report, resource, [...places.values()], select)),
  )
  return section
}

const ORDER = new Intl.Collator('en', { numeric: true })

function byResource(report: Report, cells: readonly Cell[]): Map<string, Map<string, Place>> {
  const resources = new Map<string, Map<string, Place>>()
  for (const { host, task, detail, outcome } of cells) {
    if (outcome !== 'changed') continue
    const { changes = [], items = [] } = report.detail(detail)
    const own = new Set(changes.length > 0 ? changes : items.flatMap(item => item.changes ?? []))
    for (const change of own) {
      const resource = report.data.changes[change]?.resource ?? ''
      const places = resources.get(resource) ?? new Map<string, Place>()
      resources.set(resource, places)
      const key = `${change} ${task}`
      const known = places.get(key)
      if (known) known.hosts.push(host)
      else places.set(key, { change, task, hosts: [host] })
    }
  }
  return resources
}

function showResource(
  report: Report,
  resource: string,
  places: readonly Place[],
  select: (selection: Selection) => void,
): HTMLElement {
  const hosts = new Set(places.flatMap(place => place.hosts))
  const actions = new Set(places.map(({ change }) => report.data.changes[change]?.action ?? ''))
  const shown = element(
    'details',
    { class: 'card resource' },
    element(
      'summary',
      {},
      element('code', {}, resource),
      element('span', { class: 'dim' }, ` ${[...actions].join(', ')} · ${count(hosts.size, 'host')}`),
    ),
  )
  // The differences of a resource are built when it is opened, since a run may have thousands.
  shown.addEventListener(
    'toggle',
    () => shown.append(longList(merged(report, places), place => showPlace(report, place, select), 20)),
    { once: true },
  )
  return shown
}

/** Merges changes that differ only in the name of their host. */
function merged(report: Report, places: readonly Place[]): Place[] {
  const groups = new Map<string, Place>()
  for (const { change, task, hosts } of places) {
    const [host = 0] = hosts
    const text = JSON.stringify(report.data.changes[change]).replaceAll(report.host(host), '')
    const group = groups.get(`${task} ${text}`) ?? { change, task, hosts: [] }
    groups.set(`${task} ${text}`, group)
    group.hosts.push(...hosts)
  }
  return [...groups.values()]
}

function showPlace(
  report: Report,
  { change, task, hosts }: Place,
  select: (selection: Selection) => void,
): HTMLElement {
  const { summary = '', diff = [] } = report.data.changes[change] ?? {}
  return element(
    'div',
    {},
    element(
      'p',
      {},
      'by ',
      button(report.taskTitle(task), { class: 'link' }, () => select({ task, hosts })),
    ),
    showHosts(hosts.map(host => report.host(host))),
    showChange(summary, diff),
  )
}
