import type { Detail } from '../page/page-data.ts'
import { element } from './dom.ts'
import { count, shortenHosts } from './names.ts'
import { outcomeOf, type Report } from './report.ts'

/**
 * Returns the result of a task on a host: message, hint, changes with their differences, and the output of commands.
 */
export function showResult(report: Report, detail: Detail): HTMLElement {
  const { message, hint, items = [], changes = [], stdout, stderr, rc, delegatedTo } = detail
  const shown = element('div', { class: 'result' })
  if (detail.item !== undefined)
    shown.append(element('h4', {}, badge(detail), ' ', element('code', {}, detail.item)))
  if (delegatedTo !== undefined) shown.append(element('p', { class: 'dim' }, `done by ${delegatedTo}`))
  if (detail.isUnclear) shown.append(element('p', { class: 'bad' }, 'The outcome is unknown.'))
  if (message !== undefined) shown.append(element('pre', { class: 'message' }, message))
  if (hint !== undefined) shown.append(element('p', { class: 'hint' }, `hint: ${hint}`))
  for (const number of changes) {
    const change = report.data.changes[number]
    if (change) shown.append(showChange(change.summary, change.diff))
  }
  if (rc !== undefined) shown.append(element('p', { class: 'dim' }, `exit code ${rc}`))
  for (const [name, text] of Object.entries({ stdout, stderr }))
    if (text !== undefined && !message?.includes(text.trimEnd()))
      shown.append(element('h4', {}, name), element('pre', {}, text))
  for (const item of items) shown.append(showResult(report, item))
  return shown
}

/** Returns a change with its differences. */
export function showChange(summary: string, diff: readonly string[]): HTMLElement {
  const shown = element('div', { class: 'change' }, element('code', { class: 'summary' }, summary))
  if (diff.length > 0) shown.append(showDiff(diff))
  return shown
}

function showDiff(lines: readonly string[]): HTMLElement {
  const shown = element('pre', { class: 'diff' })
  for (const line of lines) {
    const kind = kindOf(line)
    shown.append(kind === undefined ? `${line}\n` : element('span', { class: kind }, `${line}\n`))
  }
  return shown
}

function kindOf(line: string): string | undefined {
  if (line.startsWith('+')) return 'added'
  if (line.startsWith('-')) return 'removed'
  return line.startsWith('@@') ? 'hunk' : undefined
}

/** Returns the word for an outcome, in its colour. */
export function badge(detail: Detail): HTMLElement {
  const outcome = outcomeOf(detail)
  const word = detail.isPredicted && outcome === 'changed' ? 'would change' : outcome
  return element('span', { class: `badge o-${outcome}` }, word)
}

/** Returns the names of hosts in a shortened form; a click shows all of them. */
export function showHosts(names: readonly string[]): HTMLElement {
  const short = shortenHosts(names)
  if (names.length === 1) return element('span', { class: 'hosts' }, short)
  return element(
    'details',
    { class: 'hosts' },
    element('summary', {}, `${count(names.length, 'host')}: ${short}`),
    element('p', {}, names.join(' ')),
  )
}

/** Returns the place of a task in its playbook, and its lines if they are known. */
export function showTask(report: Report, task: number): HTMLElement {
  const { place, type, source, play, isHandler } = report.task(task)
  const playName = report.data.plays[play]?.name ?? ''
  const shown = element(
    'div',
    { class: 'task' },
    element(
      'p',
      { class: 'dim' },
      element('code', {}, place),
      ` · ${isHandler ? 'handler' : 'task'} of type `,
      element('code', {}, type),
      ` · play ${playName}`,
    ),
  )
  if (source) {
    const lines = source.lines.map((line, at) => `${String(source.line + at).padStart(4)}  ${line}\n`)
    shown.append(element('pre', { class: 'source' }, ...lines))
  }
  return shown
}
