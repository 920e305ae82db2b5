import { InputError } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { asFlag } from '../variables/keyword-values.ts'
import { storedNames } from '../variables/private-variables.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import type { PlayCheck } from './play-check.ts'
import type { PredictedOutcome } from './predict-outcome.ts'
import {
  allowAnyVariable,
  type Certainty,
  least,
  most,
  NEVER,
  PERHAPS,
  type PredictedHost,
  reachOf,
  SURELY,
  setPredicted,
} from './simulation.ts'

/** Sets the variables of a task with `run_once` on the other hosts too. */
export function shareVariables(
  playCheck: PlayCheck,
  step: TaskStep,
  { first, done }: { first: PredictedHost; done: Certainty },
  hosts: readonly PredictedHost[],
): void {
  const registered = step.register === undefined ? [] : [step.register]
  const names = [...registered, ...(done === NEVER ? [] : factsSetBy(step))]
  const isTogether = playCheck.context.play.strategy === 'linear'
  for (const predicted of isTogether ? batchOf(playCheck) : hosts) {
    if (predicted === first) continue
    if (step.type === 'include_vars' && done !== NEVER) allowAnyVariable(predicted)
    for (const name of names) {
      if (name.includes('{{')) allowAnyVariable(predicted)
      else
        for (const kept of storedNames(step.role, name))
          setPredicted(playCheck.context, predicted, kept, reachOf(first))
    }
  }
}

/**
 * Applies the expected failure or control (such as `end_play`) of a task to its hosts and to others. Returns the
 * certainty with which all hosts of the batch fail with it.
 */
export function applyOutcome(
  playCheck: PlayCheck,
  step: TaskStep,
  hosts: readonly PredictedHost[],
  { fails, control, runs }: PredictedOutcome,
): Certainty {
  const { play } = playCheck
  for (const predicted of hosts) {
    predicted.failed = most(predicted.failed, fails)
    if (control === 'end_host') predicted.ended = most(predicted.ended, runs)
    if (control === 'clear_facts') predicted.host.epoch.count += 1
  }
  for (const predicted of control === 'end_play' ? play : []) predicted.ended = most(predicted.ended, runs)
  for (const predicted of control === 'end_batch' ? batchOf(playCheck) : [])
    predicted.ended = most(predicted.ended, runs)
  if (control === 'clear_host_errors') {
    for (const predicted of play) {
      predicted.ended = most(predicted.ended, least(predicted.failed, runs))
      predicted.failed = runs === SURELY ? NEVER : least(predicted.failed, PERHAPS)
    }
  }
  return fails === NEVER ? NEVER : least(fails, fatality(playCheck, step, hosts[0]))
}

/** Records with a given certainty that all hosts of the batch fail. */
export function failBatch(playCheck: PlayCheck, fails: Certainty): void {
  if (fails === NEVER) return
  for (const predicted of batchOf(playCheck)) predicted.failed = most(predicted.failed, fails)
}

function batchOf({ context, play }: PlayCheck): PredictedHost[] {
  const batch = new Set(context.batch)
  return play.filter(({ host }) => batch.has(host))
}

/** Returns the certainty with which a failure on one host also fails the other hosts of the batch. */
function fatality({ context }: PlayCheck, step: TaskStep, first: PredictedHost | undefined): Certainty {
  const { anyErrorsFatal } = step
  const perhaps = context.play.maxFailPercentage ? PERHAPS : NEVER
  if (!anyErrorsFatal || !first) return perhaps
  try {
    const value = scopeOf(context, first.host, step).render(anyErrorsFatal)
    if (value instanceof Unknown) return PERHAPS
    return asFlag('any_errors_fatal', value, anyErrorsFatal.place) ? SURELY : perhaps
  } catch (error) {
    if (error instanceof InputError || error instanceof UnknownValueError) return PERHAPS
    throw error
  }
}
