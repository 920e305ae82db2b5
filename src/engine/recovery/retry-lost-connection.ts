import type { Change } from '../../authoring/plan.ts'
import { retry } from '../../base/retry.ts'
import { LostError, TaskError, UnclearError, UnreachableError } from '../../errors.ts'
import { FailedAction } from '../check/result.ts'
import type { Result } from '../state/result.ts'

/** The maximum number of attempts after lost connections, for all losses during one task together. */
const TRIES = 6

/** Milliseconds before the first attempt. Each further pause is twice as long, plus or minus a random half. */
const FIRST_PAUSE = 200

/** Milliseconds for which an unreachable host is retried. A single attempt may take long by itself. */
const MAX_DURATION = 60_000

/** The connection was lost while a state was applied. The next check can determine what was already changed. */
class LostInApply extends LostError {
  readonly changes: readonly Change[]

  constructor(lost: LostError, changes: readonly Change[]) {
    super(lost.message, { hint: lost.hint, cause: lost })
    this.changes = changes
  }
}

/**
 * Converts the error of an apply. If the outputs of an action say `changed: true`, as those of a failed command do, the error becomes a
 * FailedAction, which counts as a change. Other errors stay unchanged.
 */
export function failedInApply(error: unknown, isAction: boolean): unknown {
  const hasRun = isAction && error instanceof TaskError && error.outputs.changed === true
  if (!hasRun || error instanceof UnclearError) return error
  return new FailedAction(error.message, { hint: error.hint, outputs: error.outputs, cause: error })
}

/**
 * Converts the error of a lost connection during an apply. An action that may have run has an unknown outcome and is
 * not repeated. A state that can be checked, or an action that may run twice, is retried. Other errors stay
 * unchanged.
 */
export function lostInApply(
  error: unknown,
  {
    changes,
    isRepeatable,
    hasBegun,
  }: { changes: readonly Change[]; isRepeatable: boolean; hasBegun: boolean },
): unknown {
  if (!(error instanceof LostError) || !hasBegun) return error
  // safety: a non-repeatable action is not retried after a lost connection
  if (isRepeatable) return new LostInApply(error, changes)
  return new UnclearError(`the outcome is unknown: ${error.message}`, {
    hint: 'the command may have run completely, partly or not at all, or may still be running: inspect the host before you run it again',
    outputs: { outcome: 'unknown' },
    cause: error,
  })
}

/**
 * Runs a task, and repeats it over a new session after a lost connection: check, apply what is missing, check.
 * Changes made before the loss are part of the result. Throws the last error if the host stays unreachable for
 * `longest` milliseconds or too many attempts, and immediately if it refuses access.
 */
export async function retryLostConnection(
  attempt: () => Promise<Result>,
  signal: AbortSignal,
  longest = MAX_DURATION,
): Promise<Result> {
  const begun: Change[] = []
  let lost: number | undefined
  const pauseWithin = (error: unknown, failed: number): number | undefined => {
    if (error instanceof LostError) lost = performance.now()
    // safety: a refused login is not retried
    if (!(error instanceof UnreachableError) || lost === undefined || error.isFinal) return undefined
    if (failed > TRIES || performance.now() - lost > longest) return undefined
    if (error instanceof LostInApply) keep(begun, error.changes)
    return Number.POSITIVE_INFINITY
  }
  const result = await retry(attempt, { firstPause: FIRST_PAUSE, signal, pauseWithin })
  return begun.length === 0 ? result : withBegun(result, begun)
}

/** Adds changes for resources that have none yet: only the first change of a resource has its original state. */
function keep(begun: Change[], changes: readonly Change[]): void {
  begun.push(...changes.filter(({ resource }) => begun.every(each => each.resource !== resource)))
}

function withBegun(result: Result, begun: readonly Change[]): Result {
  const changes = [...begun]
  keep(changes, result.changes)
  return { ...result, changes, status: result.status === 'ok' ? 'changed' : result.status }
}
