import { escapeControlInLine } from '../base/escape-control.ts'
import type { Status, TaskResultEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { summarise } from './diff.ts'
import type { Style } from './style.ts'
import { xmlText } from './xml.ts'

/** The drift of one host: how much it differs from what the playbooks describe. */
interface HostDrift {
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

/** The drift of all hosts of a run. */
export interface Drift {
  readonly hosts: readonly HostDrift[]
  /** The plays that match no hosts. */
  readonly withoutHosts: readonly PlayWithoutHosts[]
}

interface PlayWithoutHosts {
  readonly play: string
  readonly message: string
}

/** Returns a reporter that computes the drift of each host from the results of a dry run. */
export function collectDrift(): Reporter & { readonly drift: () => Drift } {
  const results = new Map<string, TaskResultEvent[]>()
  const withoutHosts: PlayWithoutHosts[] = []
  return {
    event: event => {
      if (event.type === 'play.start')
        for (const host of event.hosts) if (!results.has(host)) results.set(host, [])
      if (event.type === 'warning' && event.play !== undefined)
        withoutHosts.push({ play: event.play, message: event.message })
      if (event.type === 'task.result' && event.item === undefined) results.get(event.host)?.push(event)
    },
    close: async () => {},
    drift: () => ({ hosts: [...results].map(([host, own]) => driftOf(host, own)), withoutHosts }),
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

/** Returns a table of the hosts, and below it the differences of each host. */
export function showDrift({ hosts }: Drift, style: Style): string {
  if (hosts.length === 0) return 'no play has any hosts: nothing was checked\n'
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

/**
 * Returns the drift as JUnit XML: a suite for each host with a failure for each task that differs and one passed case
 * for all others, and a skipped case for each play without hosts.
 */
export function junitOf({ hosts, withoutHosts }: Drift): string {
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
  if (withoutHosts.length > 0) suites.push(suiteOfSkipped(withoutHosts))
  return `<?xml version="1.0" encoding="UTF-8"?>\n<testsuites>\n${suites.join('\n')}\n</testsuites>\n`
}

function suiteOfSkipped(plays: readonly PlayWithoutHosts[]): string {
  const cases = plays.map(
    ({ play, message }) =>
      `    <testcase classname="plays without hosts" name="${xmlText(play)}"><skipped message="${xmlText(message)}"/></testcase>`,
  )
  const counts = `tests="${plays.length}" failures="0" skipped="${plays.length}"`
  return `  <testsuite name="plays without hosts" ${counts}>\n${cases.join('\n')}\n  </testsuite>`
}
