import { InputError } from '../errors.ts'
import { isNumber, isText } from './keyword-values.ts'
import { type Keywords, refuseUnknownKeys } from './keywords.ts'
import { attempt } from './problems.ts'
import type { Reading } from './reading.ts'
import type { GuardSource, Step } from './steps.ts'

/** Reads `guard: 60`, or `guard: {seconds: 60, undo: …}`; what is wrong is noted. */
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
        hint: 'guard the tasks that notify it: it then runs under their guard',
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

/** Throws InputError where a guard stands within another one. */
export function refuseNestedGuard(steps: readonly Step[]): void {
  for (const step of steps) {
    if (step.kind !== 'block') continue
    if (step.guard) {
      throw new InputError('a guard stands within another one', {
        place: step.guard.place,
        hint: 'the outer one covers all that is in it: leave the inner one out',
      })
    }
    refuseNestedGuard([...step.block, ...step.rescue, ...step.always])
  }
}
