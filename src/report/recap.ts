import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import type { RunEndEvent, Tally, TaskResultEvent } from '../engine/state/events.ts'
import { shortenHosts } from './hosts.ts'
import { inColour, type Style } from './style.ts'
import type { TaskSources } from './task-sources.ts'
import type { TaskTime } from './task-times.ts'
import { withoutHost } from './without-host.ts'

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

/** Columns that are shown even if they are zero on all hosts. */
const ALWAYS: readonly string[] = ['ok', 'changed']

/** The most lines for hosts. */
const MAX_ROWS = 20

/** The most tasks that are listed as the slowest, and from how many milliseconds on a task can be one. */
const SLOWEST = { count: 3, from: 2000 }

interface RecapOptions {
  readonly isCheckMode?: boolean
  readonly times?: readonly TaskTime[]
  /** Splits a line that is wider than the terminal. */
  readonly wrap?: (line: string) => string[]
}

/**
 * Returns the table at the end of a run: hosts with failures first, hosts with the same counts in one line, without
 * columns that are zero on all hosts; if there are more than twenty lines, only those of hosts with failures. A line
 * with the sum of all hosts follows, and below the table the time, with the slowest tasks.
 */
export function recap(
  { hosts, milliseconds }: RunEndEvent,
  style: Style,
  { isCheckMode = false, times = [], wrap = line => [line] }: RecapOptions = {},
): string[] {
  const all = Object.entries(hosts)
  const ending = wrap(`${seconds(milliseconds)}${slowest(times)}`).map(style.dim)
  if (all.length === 0) return ['', ...ending]
  const columns = COLUMNS.filter(
    column => ALWAYS.includes(column) || all.some(([, tally]) => tally[column] > 0),
  )
  const groups = groupsOf(all)
  const shown = groups.length <= MAX_ROWS ? groups : groups.filter(({ tally }) => trouble(tally) > 0)
  const rows = shown.map(({ names, tally }) => ({
    label: escapeControlInLine(shortenHosts(names, 4)),
    tally,
  }))
  if (groups.length > 1) rows.push({ label: `all ${all.length}`, tally: sum(all.map(([, tally]) => tally)) })
  const width = Math.max(4, ...rows.map(({ label }) => label.length))
  const titleOf = (column: string): string => (column === 'changed' && isCheckMode ? 'would change' : column)
  const room = (column: string): number => Math.max(titleOf(column).length, 4)
  return [
    '',
    style.bold(
      `${''.padEnd(width)}  ${columns.map(column => titleOf(column).padStart(room(column))).join('  ')}`,
    ),
    ...rows.map(({ label, tally }) => {
      const cells = columns.map(column => {
        const text = String(tally[column]).padStart(room(column))
        return tally[column] > 0 ? inColour(style, column, text) : style.dim(text)
      })
      return `${label.padEnd(width)}  ${cells.join('  ')}`
    }),
    ...ending,
  ]
}

interface Group {
  readonly names: string[]
  readonly tally: Tally
}

/** Groups hosts with the same counts, those with failures first. */
function groupsOf(hosts: readonly (readonly [name: string, tally: Tally])[]): Group[] {
  const groups = new Map<string, Group>()
  for (const [name, tally] of hosts) {
    const key = JSON.stringify(COLUMNS.map(column => tally[column]))
    const group = groups.get(key)
    if (group) group.names.push(name)
    else groups.set(key, { names: [name], tally })
  }
  return [...groups.values()].sort((a, b) => trouble(b.tally) - trouble(a.tally))
}

function sum(tallies: readonly Tally[]): Tally {
  const totals = COLUMNS.map(column => [column, tallies.reduce((total, tally) => total + tally[column], 0)])
  return Object.fromEntries(totals)
}

function slowest(times: readonly TaskTime[]): string {
  const { count, from } = SLOWEST
  const slow = times.filter(({ milliseconds }) => milliseconds >= from)
  const named = [...slow]
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, count)
    .map(({ name, milliseconds }) => `${escapeControlInLine(name)} ${seconds(milliseconds)}`)
  return named.length === 0 ? '' : `; slowest: ${named.join(', ')}`
}

function seconds(milliseconds: number): string {
  return `${(milliseconds / 1000).toFixed(1)} s`
}

/** Options for showing failures. */
export interface FailureOptions {
  readonly style: Style
  /** The lines of a task in its file. */
  readonly sources: TaskSources
  /**
   * Splits a line that is wider than the terminal. It is a parameter since its library is slow to load, and not all
   * reporters need it.
   */
  readonly wrap?: (line: string) => string[]
}

/** Returns all lines of a failure: where, why, what to do next, and the lines of its task. */
export function failureLines(
  result: TaskResultEvent,
  { style, sources, wrap = line => [line] }: FailureOptions,
): string[] {
  const item = result.item === undefined ? '' : ` (item ${escapeControlInLine(result.item)})`
  const lines = escapeControl(result.message ?? 'failed').split('\n')
  const quoted = result.item === undefined ? sources.linesOf(result.task) : []
  const said = [
    ...(result.isIgnored ? [style.yellow('ignored')] : []),
    ...(result.isRescued ? [style.yellow('handled by rescue')] : []),
    ...(result.hint === undefined ? [] : [style.cyan(`hint: ${escapeControl(result.hint)}`)]),
  ]
  return [
    ...wrap(
      `${style.mark(result.status)} ${style.red(`${result.host} ${result.status}`)}: ${style.bold(escapeControlInLine(result.name))}${item} ${style.dim(`(${result.task})`)}`,
    ),
    ...lines.flatMap(line => wrap(`    ${line}`)),
    ...said.flatMap(line => wrap(`    ${line}`)),
    ...quoted.flatMap(line => wrapQuoted(`    ${escapeControlInLine(line)}`, wrap)).map(style.dim),
  ]
}

/** Wraps a quoted line of a file, `12 | text`; continuation lines are indented to the text, not to the number. */
function wrapQuoted(line: string, wrap: (line: string) => string[]): string[] {
  const [gutter = ''] = /^ *\d+ \| */.exec(line) ?? []
  const [first = '', ...others] = wrap(' '.repeat(gutter.length) + line.slice(gutter.length))
  return [gutter + first.slice(gutter.length), ...others]
}

/**
 * Returns the lines for the failures of one task, or for those of a run that are repeated at its end; equal failures
 * of several hosts are shown once.
 */
export function failureSummary(results: readonly TaskResultEvent[], options: FailureOptions): string[] {
  const groups = new Map<string, TaskResultEvent[]>()
  for (const result of results) {
    const { task, item, status, isIgnored, isRescued } = result
    const message = result.message && withoutHost(result.message, result.host)
    const key = JSON.stringify([task, item, status, isIgnored, isRescued, message])
    const group = groups.get(key)
    if (group) group.push(result)
    else groups.set(key, [result])
  }
  return [...groups.values()].flatMap(([first, ...others]) => {
    if (!first) return []
    const names = others.map(other => escapeControlInLine(other.host))
    const more = names.length > 0 ? [`    and on ${names.length} more: ${shortenHosts(names, 10)}`] : []
    return [...failureLines(first, options), ...more]
  })
}

function trouble(tally: Tally): number {
  return tally.failed + tally.unreachable
}
