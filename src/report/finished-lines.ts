import { escapeControl, escapeControlInLine } from '../base/escape-control.ts'
import type { Status, TaskResultEvent } from '../engine/state/events.ts'
import { showDiff, summarise } from './diff.ts'
import { isFailure } from './failures.ts'
import { shortenHosts } from './hosts.ts'
import { inHostOrder, type OpenTask } from './open-task.ts'
import { failureSummary } from './recap.ts'
import { showsStreams, streamLines } from './streams.ts'
import { inColour, type Style } from './style.ts'
import type { TaskSources } from './task-sources.ts'
import { statusWord } from './word.ts'
import { wrapLine } from './wrap.ts'

interface FinishedOptions {
  readonly style: Style
  readonly verbosity: number
  readonly showDiff: boolean
  readonly isCheckMode: boolean
  readonly sources: TaskSources
  /** The width of the terminal. */
  readonly columns?: number | undefined
}

type Outcome = Status | 'would change' | 'ignored' | 'rescued'

const ORDER: readonly Outcome[] = [
  'failed',
  'unreachable',
  'rescued',
  'ignored',
  'changed',
  'would change',
  'unknown',
  'ok',
  'skipped',
]

/**
 * Returns the lines that a finished task leaves in the scrollback: one for all hosts, and below it the predicted
 * changes of a dry run, the messages of `debug`, and each failure in full.
 */
export function finishedLines(task: OpenTask, options: FinishedOptions): string[] {
  const { style } = options
  const results = inHostOrder(task)
  const groups = ORDER.map(outcome => ({
    outcome,
    results: results.filter(result => outcomeOf(result) === outcome),
  })).filter(({ results }) => results.length > 0)
  const worst = groups[0]?.outcome ?? 'skipped'
  const words = groups.map(({ outcome, results }) => {
    const who =
      groups.length === 1 && task.results.length > 3
        ? `on ${results.length}`
        : escapeControlInLine(
            shortenHosts(
              results.map(({ host }) => host),
              4,
            ),
          )
    return `${inColour(style, statusOf(outcome), outcome)} ${outcome === 'ok' || outcome === 'skipped' ? style.dim(who) : who}`
  })
  const milliseconds = Date.now() - task.began
  const time = milliseconds >= 1000 ? style.dim(`  ${(milliseconds / 1000).toFixed(1)} s`) : ''
  const name = `${task.start.isHandler ? style.dim('handler ') : ''}${escapeControlInLine(task.start.name)}`
  return [
    ...hanging(`  ${style.mark(statusOf(worst))} `, `${name}  ${words.join('  ')}${time}`, options.columns),
    ...detailsOf(results, options),
  ]
}

/** Wraps a line so that continuation lines are indented to its text, not to the mark before it. */
function hanging(mark: string, text: string, columns: number | undefined): string[] {
  const [first = '', ...others] = wrapLine(MARK_INDENT + text, columns)
  return [mark + first.slice(MARK_INDENT.length), ...others]
}

const MARK_INDENT = ' '.repeat(4)

/** An ignored or rescued failure has an outcome of its own, since it is not a failure of the task. */
function outcomeOf(result: TaskResultEvent): Outcome {
  if (result.isIgnored) return 'ignored'
  return result.isRescued ? 'rescued' : (statusWord(result) as Outcome)
}

/** Returns the status that determines the mark and colour of an outcome. */
function statusOf(outcome: Outcome): string {
  return outcome === 'would change' ? 'changed' : outcome
}

function detailsOf(results: readonly TaskResultEvent[], options: FinishedOptions): string[] {
  const { style, verbosity, showDiff: isDiff, isCheckMode, sources, columns } = options
  const hasNotFailed = (result: TaskResultEvent): boolean => !isFailure(result)
  // A task with `changed_when: false` is `ok`: its changes are not shown as a diff.
  const shown = results.filter(
    result => hasNotFailed(result) && result.status !== 'ok' && (result.isDiffShown ?? isDiff),
  )
  const differences = differencesOf(shown, style)
  // Equal messages of several hosts are shown once.
  const hostsByText = new Map<string, string[]>()
  for (const result of results) {
    for (const text of textsOf(result)) hostsByText.set(text, [...(hostsByText.get(text) ?? []), result.host])
  }
  const texts = [...hostsByText].slice(0, verbosity > 0 ? undefined : 12).flatMap(([text, hosts]) => {
    const who = hosts.length === results.length && results.length > 1 ? 'all' : shortenHosts(hosts, 4)
    return [style.dim(`      ${who}: `) + escapeControl(text).split('\n').join('\n        ')]
  })
  const left = hostsByText.size - texts.length
  return [
    ...failureSummary(
      results.filter(result => !hasNotFailed(result)),
      { style, sources, wrap: line => wrapLine(line, columns === undefined ? undefined : columns - 2) },
    ).map(line => `  ${line}`),
    ...differences,
    ...texts,
    ...(left > 0 ? [style.dim(`      … and ${left} more; -v shows all`)] : []),
  ]

  /** A failure is already shown in full, except for output that its message truncates. */
  function textsOf(result: TaskResultEvent): string[] {
    if (hasNotFailed(result)) return linesOf(result)
    return showsStreams(result) ? [] : printed(result)
  }

  function linesOf(result: TaskResultEvent): string[] {
    if (result.status === 'changed' && (isCheckMode || result.isPredicted || verbosity > 0) && !isDiff)
      return [...result.changes.map(summarise), ...printed(result)]
    return [...messageOf(result), ...printed(result)]
  }

  function messageOf(result: TaskResultEvent): string[] {
    if (result.status === 'changed' && result.message !== undefined) return [result.message]
    if (result.status === 'unknown') return [result.message ?? 'unknown']
    if (result.status === 'ok' && result.message !== undefined) return [result.message]
    if (result.status === 'skipped' && verbosity > 0 && result.message !== undefined) return [result.message]
    return []
  }

  /** Returns the output of a command, with `-v`. */
  function printed(result: TaskResultEvent): string[] {
    const lines = verbosity > 0 ? streamLines(result) : []
    return lines.length === 0 ? [] : [lines.join('\n')]
  }
}

/** Returns the differences; equal ones of several hosts are shown once. */
function differencesOf(results: readonly TaskResultEvent[], style: Style): string[] {
  const groups = new Map<string, TaskResultEvent[]>()
  for (const result of results.filter(({ changes }) => changes.length > 0)) {
    const key = JSON.stringify(result.changes)
    groups.set(key, [...(groups.get(key) ?? []), result])
  }
  return [...groups.values()].flatMap(group => [
    `      ${escapeControlInLine(shortenHosts(group.map(({ host }) => host)))}`,
    ...(group[0]?.changes ?? []).flatMap(change => showDiff(change, style)).map(line => `        ${line}`),
  ])
}
