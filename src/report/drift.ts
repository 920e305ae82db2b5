import { escapeControlInLine } from '../base/escape-control.ts'
import type { Reporter, Status, TaskResultEvent } from '../engine/state/events.ts'
import { summarise } from './diff.ts'
import type { Style } from './style.ts'
import { xmlText } from './xml.ts'

/** How far a host is from what the playbooks describe. */
export interface HostDrift {
  readonly host: string
  readonly state: 'good' | 'drifted' | 'unknown' | 'failed' | 'unreachable'
  /** The percentage of checked tasks that are in sync, rounded down. */
  readonly percent: number
  readonly checked: number
  readonly differences: readonly Difference[]
}

interface Difference extends Pick<TaskResultEvent, 'task' | 'name' | 'changes' | 'message'> {
  readonly status: Status
}

/** Notes how each task of a dry run found each host. */
export function collectDrift(): Reporter & { readonly hosts: () => HostDrift[] } {
  const results = new Map<string, TaskResultEvent[]>()
  return {
    event: event => {
      if (event.type === 'play.start')
        for (const host of event.hosts) if (!results.has(host)) results.set(host, [])
      if (event.type === 'task.result' && event.item === undefined) results.get(event.host)?.push(event)
    },
    close: async () => {},
    hosts: () => [...results].map(([host, own]) => driftOf(host, own)),
  }
}

function driftOf(host: string, results: readonly TaskResultEvent[]): HostDrift {
  const has = (status: Status): boolean => results.some(each => each.status === status && !each.isIgnored)
  const telling = results.filter(({ status }) => status !== 'skipped')
  const good = telling.filter(({ status }) => status === 'ok').length
  const order = ['unreachable', 'failed', 'changed', 'unknown'] as const
  const worst = order.find(has)
  return {
    host,
    state: worst === 'changed' ? 'drifted' : (worst ?? 'good'),
    percent: telling.length === 0 ? 100 : Math.floor((good / telling.length) * 100),
    checked: telling.length,
    differences: telling
      .filter(({ status }) => status !== 'ok')
      .map(({ task, name, status, changes, message }) => ({
        ...{ task, name, status, changes },
        ...(message === undefined ? {} : { message }),
      })),
  }
}

/** A table of the hosts, and below it what differs on each. */
export function showDrift(hosts: readonly HostDrift[], style: Style): string {
  const width = Math.max(4, ...hosts.map(({ host }) => host.length))
  const lines = hosts.map(
    ({ host, state, percent, checked }) =>
      `${escapeControlInLine(host).padEnd(width)}  ${state.padEnd(11)}  ${String(percent).padStart(3)} % of ${checked} ${checked === 1 ? 'task' : 'tasks'}`,
  )
  for (const { host, differences } of hosts) {
    if (differences.length === 0) continue
    lines.push('', style.bold(escapeControlInLine(host)))
    for (const { name, task, status, changes, message } of differences) {
      lines.push(`  ${status}  ${escapeControlInLine(name)} ${style.dim(`(${escapeControlInLine(task)})`)}`)
      for (const change of changes) lines.push(`    ${summarise(change)}`)
      if (message !== undefined) lines.push(`    ${escapeControlInLine(message)}`)
    }
  }
  return `${lines.join('\n')}\n`
}

/** The same as JUnit: a suite a host, a case a task that differs, and one that passes for a host on which none does. */
export function junitOf(hosts: readonly HostDrift[]): string {
  const suites = hosts.map(({ host, checked, differences }) => {
    const failures = differences.filter(({ status }) => status !== 'unknown').length
    const cases = differences.map(({ name, task, status, changes, message }) => {
      const text = [...changes.map(summarise), ...(message === undefined ? [] : [message])].join('\n')
      const inner =
        status === 'unknown'
          ? `<skipped message="${xmlText(text)}"/>`
          : `<failure message="${xmlText(status)}">${xmlText(text)}</failure>`
      return `    <testcase classname="${xmlText(host)}" name="${xmlText(`${name} (${task})`)}">${inner}</testcase>`
    })
    const passed = `    <testcase classname="${xmlText(host)}" name="${checked - differences.length} of ${checked} as described"/>`
    const counts = `tests="${differences.length + 1}" failures="${failures}" skipped="${differences.length - failures}"`
    return `  <testsuite name="${xmlText(host)}" ${counts}>\n${[passed, ...cases].join('\n')}\n  </testsuite>`
  })
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}
