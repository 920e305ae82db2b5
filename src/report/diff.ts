import { structuredPatch } from 'diff'
import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import { floatJson } from '../base/float-json.ts'
import { shorten } from '../base/shorten.ts'
import type { RunEvent } from '../engine/state/events.ts'
import type { Style } from './style.ts'

type Change = Extract<RunEvent, { type: 'task.result' }>['changes'][number]

/**
 * The longest text for which a diff is made, in characters: checks produce no longer ones, but a saved plan may
 * contain any.
 */
const MAX_TEXT = 256 * 1024

/** The most lines of a diff that are shown. */
const MAX_LINES = 400

/** The most lines that may differ: the time for a diff grows with the square of their number. */
const MAX_EDITS = 2000

/** Returns a change with its differences: a unified diff for a text, otherwise field by field. */
export function showDiff(change: Change, style: Style): string[] {
  const head = `${escapeControlInLine(change.action)} ${escapeControlInLine(change.resource)}`
  if (change.text) return [head, ...textDiff(change.resource, change.text, style)]
  const fields = new Set([...Object.keys(change.before ?? {}), ...Object.keys(change.after ?? {})])
  return [
    head,
    ...[...fields].flatMap(field => {
      const [before, after] = [change.before?.[field], change.after?.[field]]
      if (JSON.stringify(before) === JSON.stringify(after)) return []
      return [
        ...(before === undefined ? [] : [style.red(`- ${escapeControlInLine(field)}: ${plain(before)}`)]),
        ...(after === undefined ? [] : [style.green(`+ ${escapeControlInLine(field)}: ${plain(after)}`)]),
      ]
    }),
  ]
}

/** Returns a change in one line: the action, the resource, and the fields that differ. */
export function summarise(change: Change): string {
  const name = escapeControlInLine(change.resource.replace(/^[a-z]+:/, ''))
  const before = change.before ?? {}
  const fields = Object.entries(change.after ?? {}).filter(
    ([field, value]) => JSON.stringify(before[field]) !== JSON.stringify(value),
  )
  const isUpdate = change.before !== null && change.before !== undefined
  const shown = isUpdate
    ? fields
        .filter(([field]) => field !== 'sha256')
        .map(
          ([field, value]) =>
            `${escapeControlInLine(field)} ${plain(before[field] ?? null)} → ${plain(value)}`,
        )
    : []
  return `${escapeControlInLine(change.action)} ${name}${shown.length > 0 ? ` (${shown.join(', ')})` : ''}`
}

function textDiff(
  name: string,
  { before, after }: { before: string; after: string },
  style: Style,
): string[] {
  const label = escapeControlInLine(name)
  const options = { context: 3, maxEditLength: MAX_EDITS }
  const isTooLong = Math.max(before.length, after.length) > MAX_TEXT
  const patch = isTooLong
    ? undefined
    : structuredPatch(name, name, before, after, undefined, undefined, options)
  if (patch === undefined) {
    const [old, next] = [before, after].map(text => text.split('\n').length)
    return [style.dim(`too different to show: ${old} lines before, ${next} after`)]
  }
  const lines = [
    `--- ${label}  before`,
    `+++ ${label}  after`,
    ...patch.hunks.flatMap(({ oldStart, oldLines, newStart, newLines, lines }) => [
      `@@ -${oldLines === 0 ? oldStart - 1 : oldStart},${oldLines} +${newLines === 0 ? newStart - 1 : newStart},${newLines} @@`,
      ...lines,
    ]),
  ]
  const shown = lines.slice(0, MAX_LINES).map(line => {
    // safety: a diff escapes control characters
    const safe = escapeControl(line)
    if (line.startsWith('+')) return style.green(safe)
    if (line.startsWith('-')) return style.red(safe)
    return line.startsWith('@@') ? style.cyan(safe) : safe
  })
  return lines.length > MAX_LINES
    ? [...shown, style.dim(`… and ${lines.length - MAX_LINES} more lines`)]
    : shown
}

function plain(value: unknown): string {
  const text = escapeControlInLine(typeof value === 'string' ? value : floatJson(value))
  return shorten(text, 200)
}
