import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import type { Reporter, RunEvent, TaskResultEvent } from '../engine/state/events.ts'
import { showDiff, summarise } from './diff.ts'
import { dryRunBanner, dryRunCount } from './dry-run.ts'
import { isTrouble, shownFailures } from './failures.ts'
import { askedForFacts, countHosts } from './hosts.ts'
import { failureLines, failureSummary, recap } from './recap.ts'
import { showsStreams, streamLines } from './streams.ts'
import { inColour, type Style } from './style.ts'
import { statusWord } from './word.ts'

export interface LinesOptions {
  readonly write: (text: string) => void
  readonly style: Style
  /** 0 shows what changed or went wrong and a count of the rest, 1 every result and what commands print, 2 also outputs. */
  readonly verbosity: number
  readonly showDiff: boolean
}

/** The lines after which a failure is shown again at the end: as many as are read at one look. */
const SCREEN = 40

/** Plain lines, for pipes and CI: one a result that matters, none that is overwritten. */
export function reportLines({ write, style, verbosity, showDiff: isDiff }: LinesOptions): Reporter {
  const failures = shownFailures()
  const count = dryRunCount()
  let isCheckMode = false
  let quiet = { ok: 0, skipped: 0 }
  /** Of the open tasks: the hosts whose output was shown as it came, and those of which an item's failure was. */
  const shown = { output: new Set<string>(), item: new Set<string>() }
  const line = (text: string): void => {
    write(`${text}\n`)
    failures.wrote(text.split('\n').length)
  }
  const onTrouble = (result: TaskResultEvent): void => {
    const [head = '', ...rest] = failureLines(result, style)
    line(head)
    // What its items said is not said again.
    const isSaid = result.item === undefined && shown.item.has(keyOf(result))
    if (isSaid) line('    see its items above')
    else for (const each of rest) line(each)
    if (result.item !== undefined) shown.item.add(keyOf(result))
    if (verbosity > 0 && !isSaid && !showsStreams(result))
      for (const each of streamLines(result)) line(`    ${each}`)
    failures.note(result)
  }
  const onResult = (result: TaskResultEvent): void => {
    count.note(result)
    if (isTrouble(result)) {
      onTrouble(result)
      return
    }
    // The items of a loop have said it already.
    const isWhole = result.item === undefined
    if (result.status === 'ok' && !(result.message || verbosity > 0)) {
      if (isWhole) quiet.ok += 1
      return
    }
    if (result.status === 'skipped' && verbosity === 0) {
      if (isWhole) quiet.skipped += 1
      return
    }
    const words = [
      result.item === undefined ? '' : `(${escapeControlInLine(result.item)})`,
      messageOf(result),
    ].filter(Boolean)
    const status = inColour(style, result.status, statusWord(result).padEnd(isCheckMode ? 12 : 7))
    line(`  ${status}  ${escapeControlInLine(result.host)}  ${words.join('  ')}`.trimEnd())
    if ((result.isDiffShown ?? isDiff) && isWhole)
      for (const change of result.changes) for (const each of showDiff(change, style)) line(`      ${each}`)
    if (verbosity > 0 && !shown.output.has(keyOf(result)))
      for (const each of streamLines(result)) line(`      ${style.dim(each)}`)
    if (verbosity > 1) line(`      ${style.dim(escapeControl(JSON.stringify(result.outputs)))}`)
  }
  const onEnd = (event: Extract<RunEvent, { type: 'run.end' }>): void => {
    const table = recap(event, style, isCheckMode)
    for (const each of table) line(each)
    const again = failureSummary(failures.gone(SCREEN), style)
    for (const each of again.length > 0 ? ['', ...again] : []) line(each)
    if (isCheckMode) for (const each of count.lines(style)) line(each)
  }
  const event = (event: RunEvent): void => {
    if (event.type === 'run.start') {
      isCheckMode = event.isCheckMode
      if (isCheckMode) line(dryRunBanner(style))
    }
    if (event.type === 'play.start')
      line(
        `\n${style.bold(`PLAY ${escapeControlInLine(event.play)}`)} ${style.dim(`(${countHosts(event.hosts)})`)}`,
      )
    if (event.type === 'task.start') {
      quiet = { ok: 0, skipped: 0 }
      line(
        `${event.isHandler ? 'HANDLER' : 'TASK'} ${style.bold(escapeControlInLine(event.name))} ${style.dim(`(${event.task})`)}`,
      )
    }
    if (event.type === 'task.output' && verbosity > 0) {
      shown.output.add(keyOf(event))
      line(`  ${style.dim(`${event.host} | ${escapeControl(event.line)}`)}`)
    }
    if (event.type === 'task.retry')
      line(
        `  ${style.dim(`${event.host}  attempt ${event.attempt} of ${event.attempts} failed, trying again`)}`,
      )
    if (event.type === 'task.result') onResult(event)
    if (event.type === 'task.end') {
      shown.output.clear()
      shown.item.clear()
      const counts = Object.entries(quiet).filter(([, count]) => count > 0)
      if (counts.length > 0)
        line(`  ${counts.map(([status, count]) => inColour(style, status, `${count} ${status}`)).join('  ')}`)
    }
    if (event.type === 'warning')
      line(style.yellow(`warning: ${event.host ? `${event.host}: ` : ''}${escapeControl(event.message)}`))
    if (event.type === 'facts') line(`  ${style.dim(askedForFacts(event))}`)
    if (event.type === 'run.end') onEnd(event)
  }
  return { event, close: async () => {} }
}

function keyOf({ task, host }: { readonly task: string; readonly host: string }): string {
  return `${task} ${host}`
}

function messageOf(result: TaskResultEvent): string {
  const delegated = result.delegatedTo === undefined ? '' : `[on ${result.delegatedTo}] `
  if (result.message !== undefined)
    return `${delegated}${escapeControl(result.message).replaceAll('\n', '\n      ')}`
  return `${delegated}${result.changes.map(summarise).join('; ')}`
}
