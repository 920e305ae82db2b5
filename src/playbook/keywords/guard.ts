import { InputError, type Place, type Source } from '../../errors.ts'
import { attempt } from '../../yaml/problems.ts'
import type { Reading } from './context.ts'
import { type Keywords, refuseUnknownKeys } from './keywords.ts'
import { isNumber, isText } from './values.ts'

/** Reads `guard: 60` or `guard: {seconds: 60, undo: …}`. Errors are added to `problems`. */
export function readGuard(
  keywords: Keywords,
  { isHandlers, problems, ...reading }: Reading,
): GuardSource | undefined {
  const guard = keywords.get('guard')
  if (!guard) return undefined
  const { keyPlace: place, value } = guard
  if (isHandlers) {
    problems.push(
      new InputError('a handler cannot have `guard`', {
        place,
        hint: 'set `guard` on the tasks that notify it: it then runs under their guard',
      }),
    )
  }
  if (value.kind === 'map') {
    refuseUnknownKeys(value.entries, ['seconds', 'undo'], '`guard`', { isHandlers, problems, ...reading })
    const [seconds, undo] = ['seconds', 'undo'].map(key => value.entries.get(key)?.value)
    if (seconds) attempt(problems, () => isNumber('seconds', seconds))
    if (undo) attempt(problems, () => isText('undo', undo))
    return { place, ...(seconds ? { seconds } : {}), ...(undo ? { undo } : {}) }
  }
  attempt(problems, () => isNumber('guard', value))
  return { place, seconds: value }
}

/**
 * The keyword `guard`: the host itself rolls back the changes of the block unless it can be reached over a new
 * connection afterwards.
 */
export interface GuardSource {
  readonly place: Place
  /** Seconds without a heartbeat until the host rolls back; default 60. */
  readonly seconds?: Source
  /** A shell script that the host runs after the rollback. */
  readonly undo?: Source
}
