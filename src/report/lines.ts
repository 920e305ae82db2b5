import type { Reporter, RunEvent, TaskResultEvent } from '../engine/events.ts'
import { showDiff, summarise } from './diff.ts'
import { askedForFacts, countHosts } from './hosts.ts'
import { failureLines, failureSummary, recap } from './recap.ts'
import { inColour, type Style } from './style.ts'
import { visible, visibleLine } from './visible.ts'

export interface LinesOptions {
  readonly write: (text: string) => void
  readonly style: Style
  /** 0 shows what changed or went wrong and a count of the rest, 1 every result, 2 also outputs. */
  readonly verbosity: number
  readonly showDiff: boolean
}

/** Plain lines, for pipes and CI: one a result that matters, none that is overwritten. */
export function reportLines({ write, style, verbosity, showDiff: isDiff }: LinesOptions): Reporter {
  const troubles: TaskResultEvent[] = []
  let quiet = { ok: 0, skipped: 0 }
  const line = (text: string): void => write(`${text}\n`)
  const onResult = (result: TaskResultEvent): void => {
    const isTrouble = result.status === 'failed' || result.status === 'unreachable'
    if (isTrouble && result.item === undefined) troubles.push(result)
    if (isTrouble) {
      for (const each of failureLines(result, style)) line(each)
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
      result.item === undefined ? '' : `(${visibleLine(result.item)})`,
      messageOf(result),
    ].filter(Boolean)
    line(
      `  ${inColour(style, result.status, result.status.padEnd(7))}  ${visibleLine(result.host)}  ${words.join('  ')}`.trimEnd(),
    )
    if ((result.isDiffShown ?? isDiff) && result.item === undefined)
      for (const change of result.changes) for (const each of showDiff(change, style)) line(`      ${each}`)
    if (verbosity > 1) line(`      ${style.dim(visible(JSON.stringify(result.outputs)))}`)
  }
  const event = (event: RunEvent): void => {
    if (event.type === 'play.start')
      line(`\n${style.bold(`PLAY ${visibleLine(event.play)}`)} ${style.dim(`(${countHosts(event.hosts)})`)}`)
    if (event.type === 'task.start') {
      quiet = { ok: 0, skipped: 0 }
      line(
        `${event.isHandler ? 'HANDLER' : 'TASK'} ${style.bold(visibleLine(event.name))} ${style.dim(`(${event.task})`)}`,
      )
    }
    if (event.type === 'task.output' && verbosity > 0)
      line(`  ${style.dim(`${event.host} | ${visible(event.line)}`)}`)
    if (event.type === 'task.retry')
      line(
        `  ${style.dim(`${event.host}  attempt ${event.attempt} of ${event.attempts} failed, trying again`)}`,
      )
    if (event.type === 'task.result') onResult(event)
    if (event.type === 'task.end') {
      const counts = Object.entries(quiet).filter(([, count]) => count > 0)
      if (counts.length > 0)
        line(`  ${counts.map(([status, count]) => inColour(style, status, `${count} ${status}`)).join('  ')}`)
    }
    if (event.type === 'warning')
      line(style.yellow(`warning: ${event.host ? `${event.host}: ` : ''}${visible(event.message)}`))
    if (event.type === 'facts') line(`  ${style.dim(askedForFacts(event))}`)
    if (event.type === 'run.end') {
      const last = troubles.filter(result => !result.isIgnored && !result.isRescued)
      const summary = failureSummary(last, style)
      for (const each of [...(summary.length > 0 ? ['', ...summary] : []), ...recap(event, style)]) line(each)
    }
  }
  return { event, close: async () => {} }
}

function messageOf(result: TaskResultEvent): string {
  const delegated = result.delegatedTo === undefined ? '' : `[on ${result.delegatedTo}] `
  if (result.message !== undefined)
    return `${delegated}${visible(result.message).replaceAll('\n', '\n      ')}`
  return `${delegated}${result.changes.map(summarise).join('; ')}`
}
