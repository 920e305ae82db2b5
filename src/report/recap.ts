import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import type { RunEndEvent, Tally, TaskResultEvent } from '../engine/state/events.ts'
import { shortenHosts } from './hosts.ts'
import { inColour, type Style } from './style.ts'

const COLUMNS = [
  'ok',
  'changed',
  'skipped',
  'failed',
  'unreachable',
  'rescued',
  'ignored',
  'unknown',
] as const

/** The maximum number of hosts with a line of their own. */
const MAX_HOSTS = 20

/** The table at the end: troubled hosts first, and beyond twenty hosts those alone, with a line for all. */
export function recap({ hosts, milliseconds }: RunEndEvent, style: Style, isCheckMode = false): string[] {
  const all = Object.entries(hosts).sort(([, a], [, b]) => trouble(b) - trouble(a))
  const shown = all.length <= MAX_HOSTS ? all : all.filter(([, tally]) => trouble(tally) > 0)
  const columns = COLUMNS.filter(column => column !== 'unknown' || all.some(([, tally]) => tally.unknown > 0))
  const total = Object.fromEntries(
    columns.map(column => [column, all.reduce((sum, [, tally]) => sum + tally[column], 0)]),
  )
  const rows: [string, Record<string, number>][] = shown.map(([host, tally]) => [host, { ...tally }])
  if (all.length > 1) rows.push([`all ${all.length}`, total as Record<string, number>])
  const width = Math.max(4, ...rows.map(([host]) => host.length))
  const titleOf = (column: string): string => (column === 'changed' && isCheckMode ? 'would change' : column)
  const room = (column: string): number => Math.max(titleOf(column).length, 4)
  return [
    '',
    style.bold(
      `${''.padEnd(width)}  ${columns.map(column => titleOf(column).padStart(room(column))).join('  ')}`,
    ),
    ...rows.map(([host, tally]) => {
      const cells = columns.map(column => {
        const text = String(tally[column] ?? 0).padStart(room(column))
        return (tally[column] ?? 0) > 0 ? inColour(style, column, text) : style.dim(text)
      })
      return `${escapeControlInLine(host).padEnd(width)}  ${cells.join('  ')}`
    }),
    style.dim(`${(milliseconds / 1000).toFixed(1)} s`),
  ]
}

/** A failure whole: where, why, what to do next. */
export function failureLines(result: TaskResultEvent, style: Style): string[] {
  const item = result.item === undefined ? '' : ` (item ${escapeControlInLine(result.item)})`
  const lines = escapeControl(result.message ?? 'failed').split('\n')
  return [
    `${style.mark(result.status)} ${style.red(`${result.host} ${result.status}`)}: ${style.bold(escapeControlInLine(result.name))}${item} ${style.dim(`(${result.task})`)}`,
    ...lines.map(line => `    ${line}`),
    ...(result.isIgnored ? [`    ${style.yellow('ignored')}`] : []),
    ...(result.isRescued ? [`    ${style.yellow('handled by rescue')}`] : []),
    ...(result.hint === undefined ? [] : [`    ${style.cyan(`hint: ${escapeControl(result.hint)}`)}`]),
  ]
}

/** Failures of one task, or of a whole run repeated at the end; equal failures of many hosts are shown once. */
export function failureSummary(results: readonly TaskResultEvent[], style: Style): string[] {
  const groups = new Map<string, TaskResultEvent[]>()
  for (const result of results) {
    const { task, item, status, isIgnored, isRescued } = result
    const message = result.message?.replaceAll(result.host, '')
    const key = JSON.stringify([task, item, status, isIgnored, isRescued, message])
    const group = groups.get(key)
    if (group) group.push(result)
    else groups.set(key, [result])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const names = others.map(other => escapeControlInLine(other.host))
    const more = names.length > 0 ? [`    and on ${names.length} more: ${shortenHosts(names, 10)}`] : []
    return [...failureLines(first, style), ...more]
  })
}

function trouble(tally: Tally): number {
  return tally.failed + tally.unreachable
}
