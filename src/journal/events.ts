import type { RunEvent } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import { journalFile, journalFolder } from './folder.ts'
import { readRun } from './read.ts'
import { journalLines } from './read-lines.ts'

/**
 * The events of a run in their order, as its reporters received them, but without the output of commands while they ran. Throws
 * InputError if there is no such journal or it is damaged.
 */
export function* eventsOf(run: string): Generator<RunEvent> {
  // Its lines are checked as a whole before the first one is given.
  readRun(run)
  const file = journalFile(journalFolder(), run)
  for (const { number, value } of journalLines(file)) {
    if (number === 1) continue
    if (!isEvent(value))
      throw new InputError(`the journal \`${file}\`, line ${number}, is not an event of a run`)
    yield value
  }
}

/** Whether a line of a journal is an event; what of it is used is checked before. */
export function isEvent(value: unknown): value is RunEvent {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string'
}
