import type { TaskResultEvent } from '../engine/state/events.ts'
import { showsStreams, streamLines } from './streams.ts'

/**
 * Returns a failure as text without context: why it failed, the failed items of its loop, what to do next, where, and
 * the output.
 */
export function failureText(result: TaskResultEvent, items: readonly TaskResultEvent[]): string {
  const { message, hint, host, task, delegatedTo } = result
  return [
    message ?? result.status,
    ...items.flatMap(item => [`(item ${item.item}) ${item.message ?? item.status}`, ...hintLines(item.hint)]),
    ...hintLines(hint),
    `on ${delegatedTo === undefined ? host : `${delegatedTo} for ${host}`}`,
    `at ${task}`,
    ...(showsStreams(result) ? [] : streamLines(result)),
  ].join('\n')
}

/** Returns the hint as a line; no lines if there is none. */
export function hintLines(hint: string | undefined): string[] {
  return hint === undefined ? [] : [`hint: ${hint}`]
}
