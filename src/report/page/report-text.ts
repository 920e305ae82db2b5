import { countHosts, shortenHosts } from '../hosts.ts'
import { countTroubled, isLost, runEnding } from '../run-ending.ts'
import type { Style } from '../style.ts'
import { cellsOf } from '../task-cells.ts'
import { warningText } from '../warning-text.ts'
import { withoutHost } from '../without-host.ts'
import type { Detail, PageData, PageTask } from './page-data.ts'

/** The number of slowest tasks that are listed. */
const SLOWEST = 10

/** Returns a report as text: how the run ended, its failures, its changes by resource, and the slowest tasks. */
export function reportText(data: PageData, style: Style): string {
  const { run, hosts, tasks, warnings } = data
  const end = run.exitCode === undefined ? 'not complete' : runEnding(run.exitCode, countTroubled(data))
  const lines = [
    style.bold(`${run.playbooks.join(' ')}  ${run.kind}  ${end}`),
    style.dim(
      `${run.id}, ${seconds(run.milliseconds)}, ${countHosts(hosts.length)}, ${tasks.length} ${tasks.length === 1 ? 'task' : 'tasks'}`,
    ),
    ...warnings.map(warning => style.yellow(warningText(warning))),
    ...failures(data, style),
    ...changes(data, style),
    '',
    style.bold('Slowest tasks'),
    ...tasks
      .toSorted((a, b) => spanOf(b) - spanOf(a))
      .slice(0, SLOWEST)
      .map(task => `  ${seconds(spanOf(task)).padStart(8)}  ${task.name} ${style.dim(`(${task.place})`)}`),
  ]
  return `${lines.join('\n')}\n`
}

interface Found {
  readonly task: PageTask
  readonly host: string
  readonly detail: Detail
}

function* resultsIn({ tasks, hosts, details }: PageData): Generator<Found> {
  for (const task of tasks)
    for (const cell of cellsOf(task.cells)) {
      const [host, detail] = [hosts[cell.host], details[cell.detail]]
      if (host !== undefined && detail) yield { task, host, detail }
    }
}

function failures(data: PageData, style: Style): string[] {
  const groups = new Map<string, { readonly first: Found; readonly hosts: string[] }>()
  for (const found of resultsIn(data)) {
    const { task, host, detail } = found
    if (!isLost(detail)) continue
    const key = `${task.place} ${withoutHost(detail.message ?? '', host)}`
    const known = groups.get(key)
    if (known) known.hosts.push(host)
    else groups.set(key, { first: found, hosts: [host] })
  }
  return [...groups.values()].flatMap(({ first: { task, detail }, hosts }) => [
    '',
    `${style.mark(detail.status)} ${style.red(`${shortenHosts(hosts)} ${detail.status}`)}: ${style.bold(task.name)} ${style.dim(`(${task.place})`)}`,
    ...(detail.message ?? 'failed').split('\n').map(line => `    ${line}`),
    ...(detail.hint === undefined ? [] : [`    ${style.cyan(`hint: ${detail.hint}`)}`]),
    ...(task.source?.lines ?? []).map((line, at) =>
      style.dim(`    ${String((task.source?.line ?? 0) + at).padStart(4)}  ${line}`),
    ),
  ])
}

function changes(data: PageData, style: Style): string[] {
  const resources = new Map<string, Set<string>>()
  for (const { host, detail } of resultsIn(data)) {
    if (detail.status !== 'changed') continue
    for (const number of detail.changes ?? []) {
      const summary = data.changes[number]?.summary ?? ''
      resources.set(summary, (resources.get(summary) ?? new Set()).add(host))
    }
  }
  if (resources.size === 0) return []
  return [
    '',
    style.bold(data.run.isCheckMode ? 'Would change' : 'Changed'),
    ...[...resources].map(([summary, hosts]) => `  ${summary}  ${style.dim(shortenHosts([...hosts]))}`),
  ]
}

function spanOf({ begin, end }: PageTask): number {
  return end - begin
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}
