import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import { floatJson } from '../base/float-json.ts'
import type { RunEvent, TaskResultEvent } from '../engine/state/events.ts'
import type { Reporter } from '../engine/state/reporter.ts'
import { showDiff, summarise } from './diff.ts'
import { dispatch, type EventHandlers } from './dispatch.ts'
import { dryRunBanner, dryRunCount } from './dry-run.ts'
import { isFailure, shownFailures } from './failures.ts'
import { startHeartbeat } from './heartbeat.ts'
import { countHosts, factsRequestLine } from './hosts.ts'
import { placeInPlay } from './place-in-play.ts'
import { failureLines, failureSummary, recap } from './recap.ts'
import { showsStreams, streamLines } from './streams.ts'
import { inColour, type Style } from './style.ts'
import { taskSources } from './task-sources.ts'
import { taskTimes } from './task-times.ts'
import { warningText } from './warning-text.ts'
import { statusWord } from './word.ts'

/** The options of `reportLines`. */
export interface LinesOptions {
  readonly write: (text: string) => void
  readonly style: Style
  /**
   * 0 shows changes and failures, and counts of all other results; 1 also shows every result and the output of
   * commands; 2 also shows registered outputs.
   */
  readonly verbosity: number
  readonly showDiff: boolean
}

/** The number of later lines after which a failure is shown again at the end. */
const SCREEN = 40

/** Reports plain lines, for pipes and CI: one for each result that matters. No line is overwritten. */
export function reportLines({ write, style, verbosity, showDiff: isDiff }: LinesOptions): Reporter {
  const failures = shownFailures()
  const count = dryRunCount()
  const times = taskTimes()
  const sources = taskSources()
  const place = placeInPlay()
  let isCheckMode = false
  let quiet = { ok: 0, skipped: 0 }
  /** For the open tasks: the tasks and hosts whose output was shown live, and those with a failed item. */
  const shown = { output: new Set<string>(), item: new Set<string>() }
  const heartbeat = startHeartbeat(text => line(`  ${style.dim(escapeControlInLine(text))}`))
  const line = (text: string): void => {
    write(`${text}\n`)
    heartbeat.wrote()
    failures.addLines(text.split('\n').length)
  }
  const showFailure = (result: TaskResultEvent): void => {
    const [head = '', ...rest] = failureLines(result, { style, sources })
    line(head)
    // The messages of its failed items are not repeated.
    const isSaid = result.item === undefined && shown.item.has(keyOf(result))
    if (isSaid) line('    see its items above')
    else for (const each of rest) line(each)
    if (result.item !== undefined) shown.item.add(keyOf(result))
    if (verbosity > 0 && !isSaid && !showsStreams(result))
      for (const each of streamLines(result)) line(`    ${each}`)
    failures.add(result)
  }
  const onResult = (result: TaskResultEvent): void => {
    count.note(result)
    if (isFailure(result)) {
      showFailure(result)
      return
    }
    const uneventful = verbosity === 0 ? uneventfulStatus(result) : undefined
    if (uneventful === undefined) showResult(result)
    // A loop is counted once; its items are not counted.
    else if (result.item === undefined) quiet[uneventful] += 1
  }
  const showResult = (result: TaskResultEvent): void => {
    const words = [
      result.item === undefined ? '' : `(${escapeControlInLine(result.item)})`,
      messageOf(result),
    ].filter(Boolean)
    const status = inColour(style, result.status, statusWord(result).padEnd(isCheckMode ? 12 : 7))
    line(`  ${status}  ${escapeControlInLine(result.host)}  ${words.join('  ')}`.trimEnd())
    // The items of a loop have already shown their differences.
    if ((result.isDiffShown ?? isDiff) && result.item === undefined && result.status !== 'ok')
      for (const change of result.changes) for (const each of showDiff(change, style)) line(`      ${each}`)
    if (verbosity > 0 && !shown.output.has(keyOf(result)))
      for (const each of streamLines(result)) line(`      ${style.dim(each)}`)
    if (verbosity > 1) line(`      ${style.dim(escapeControl(floatJson(result.outputs)))}`)
  }
  const onEnd = (event: Extract<RunEvent, { type: 'run.end' }>): void => {
    const table = recap(event, style, { isCheckMode, times: times.ended })
    for (const each of table) line(each)
    const stopped = place.stopped(event)
    if (stopped !== undefined) line(style.yellow(stopped))
    const again = failureSummary(failures.scrolledOff(SCREEN), { style, sources })
    for (const each of again.length > 0 ? ['', ...again] : []) line(each)
    if (isCheckMode) for (const each of count.lines(style)) line(each)
  }
  const handlers: EventHandlers = {
    'run.start': event => {
      isCheckMode = event.isCheckMode
      if (isCheckMode) line(dryRunBanner(style))
    },
    'play.start': event => {
      const { play, hosts } = event
      place.enter(event)
      line(
        `\n${style.bold(`PLAY ${escapeControlInLine(play)}`)} ${style.dim(`(${countHosts(hosts.length)})`)}`,
      )
    },
    'task.start': event => {
      const { isHandler, name, task } = event
      times.start(event)
      place.next(event)
      quiet = { ok: 0, skipped: 0 }
      const word = isHandler ? 'HANDLER' : 'TASK'
      line(`${word} ${style.bold(escapeControlInLine(name))} ${style.dim(`(${task})`)}`)
    },
    'task.source': sources.note,
    'task.output': event => {
      if (verbosity === 0) return
      shown.output.add(keyOf(event))
      line(`  ${style.dim(`${event.host} | ${escapeControl(event.line)}`)}`)
    },
    'task.retry': ({ host, attempt, attempts }) =>
      line(`  ${style.dim(`${host}  attempt ${attempt} of ${attempts} failed, trying again`)}`),
    'task.wait': ({ host, job, seconds, limit }) =>
      line(
        `  ${style.dim(`${host}  the job ${job} is still running after ${seconds} s of at most ${limit} s`)}`,
      ),
    'task.result': onResult,
    'task.end': event => {
      times.end(event)
      shown.output.clear()
      shown.item.clear()
      const counts = Object.entries(quiet).filter(([, count]) => count > 0)
      if (counts.length === 0) return
      line(`  ${counts.map(([status, count]) => inColour(style, status, `${count} ${status}`)).join('  ')}`)
    },
    warning: event => line(style.yellow(warningText(event))),
    facts: event => line(`  ${style.dim(factsRequestLine(event))}`),
    'run.end': onEnd,
  }
  return {
    event: event => {
      heartbeat.event(event)
      dispatch(handlers, event)
    },
    close: async () => heartbeat.close(),
  }
}

/** Returns the status of a result that is only counted; undefined for one that is shown. */
function uneventfulStatus({ status, message }: TaskResultEvent): 'ok' | 'skipped' | undefined {
  if (status === 'skipped') return 'skipped'
  return status === 'ok' && !message ? 'ok' : undefined
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
