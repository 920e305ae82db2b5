import type { TaskResultEvent } from '../engine/state/events.ts'
import { showsStreams, streamLines } from './streams.ts'

/** A failure as a text of its own: why, the failed items of its loop, what to do next, where, and what was printed. */
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

/** What to do next, as a line, if something says it. */
export function hintLines(hint: string | undefined): string[] {
  return hint === undefined ? [] : [`hint: ${hint}`]
}
