import type { RunEvent } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import { journalFile, journalFolder } from './folder.ts'
import { readRun } from './read.ts'
import { journalLines } from './read-lines.ts'

/**
 * Yields the events of a run in order, as its reporters received them, without the live output of commands. Throws
 * InputError if the journal does not exist or is damaged.
 */
export function* eventsOf(run: string): Generator<RunEvent> {
  // The whole journal is checked before the first event is yielded.
  readRun(run)
  const file = journalFile(journalFolder(), run)
  for (const { number, value } of journalLines(file)) {
    if (number === 1) continue
    if (!isEvent(value))
      throw new InputError(`the journal \`${file}\`, line ${number}, is not an event of a run`)
    yield value
  }
}

/** Whether a line of a journal is an event. The fields that are used were checked before. */
export function isEvent(value: unknown): value is RunEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
