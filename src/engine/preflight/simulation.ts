import { type InputError, inputErrorsOf } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import { type Epoch, type HostState, newHostState, type UncertainVariables } from '../state/host-state.ts'
import { presenceOf } from '../variables/presence.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import type { WrittenFiles } from './written-files.ts'

/** It certainly does not happen in the run. */
export const NEVER = 0
/** It may happen in the run. */
export const PERHAPS = 1
/** It certainly happens in the run, if no task fails unexpectedly. */
export const SURELY = 2
/** How certain it is, before a run, that something happens in it. */
export type Certainty = 0 | 1 | 2

/** The state of a host at the point that the preflight check has reached, as far as it is known before a run. */
export interface PredictedHost {
  /** A simulated copy of the host, with the variables that it will have at this point. */
  readonly host: HostState
  readonly uncertain: UncertainVariablesOfHost
  /** The certainty that the host reaches this point, without regard to `failed` and `ended`. */
  base: Certainty
  /** The certainty that the host has failed, in the current block or before. */
  failed: Certainty
  /** The certainty that a task has ended the play for the host. */
  ended: Certainty
  /** The certainty that the host has dropped out of the run. */
  dropped: Certainty
}

/** Variables that may be set on a host. They are not among its variables, because that is uncertain. */
interface UncertainVariablesOfHost extends UncertainVariables {
  readonly names: Set<string>
  readonly patterns: RegExp[]
  /** True if from now on any variable may exist or have another value. */
  mayHaveAny: boolean
  /** The same within the current play, because of an unknown file in its `vars_files`. */
  mayHaveAnyInPlay: boolean
}

/** The state of the preflight check of a whole run. */
export interface Simulation {
  /** The run, with a simulated host in place of each host. */
  readonly run: RunContext
  /** The state of each host, by its simulated host. */
  readonly predicted: Map<HostState, PredictedHost>
  /** Whether steps that the run does not execute are checked too. */
  readonly isThorough: boolean
  /** Errors that are certain to occur. */
  readonly certainErrors: Map<string, InputError>
  /** Errors that occur if a host reaches them. */
  readonly possibleErrors: Map<string, InputError>
  /** Errors that do not depend on the host or on variables, such as a param that its task type does not have. */
  readonly mistakes: Map<string, InputError>
  /** The tasks that the run reaches. */
  readonly reached: Set<TaskStep>
  /** The tasks that the run does not execute, because of tags or `--start-at-task`, or because no host reaches them. */
  readonly skipped: Set<TaskStep>
  /** The files that tasks so far may have written on the controller. */
  readonly written: WrittenFiles
  /** Whether a task so far may have added unknown hosts or groups to the inventory. */
  mayHaveNewHosts: boolean
  /** The certainty that the run has ended. */
  runEnded: Certainty
}

/** Creates the simulated hosts of the preflight check. The keys are the real hosts. */
export function predictedHosts(
  hosts: Iterable<HostState>,
  inventory: RunContext['inventory'],
): Map<HostState, PredictedHost> {
  const epoch = { count: 0 }
  return new Map([...hosts].map(host => [host, predictedHost(host, inventory, epoch)]))
}

/** Creates the simulated host for one host. */
export function predictedHost(
  of: HostState,
  inventory: RunContext['inventory'],
  epoch: Epoch,
): PredictedHost {
  const uncertain: UncertainVariablesOfHost = {
    names: new Set(['ansible_failed_task', 'ansible_failed_result']),
    patterns: [],
    mayHaveAny: false,
    mayHaveAnyInPlay: false,
    mayHaveFacts: false,
    cached: [],
    maySet: name =>
      uncertain.mayHaveAny ||
      uncertain.mayHaveAnyInPlay ||
      uncertain.names.has(name) ||
      uncertain.patterns.some(pattern => pattern.test(name)),
  }
  const host = newHostState(inventory, of.inventory, epoch, { of, uncertain })
  return { host, uncertain, base: SURELY, failed: NEVER, ended: NEVER, dropped: NEVER }
}

/** Returns the certainty that a host reaches this point. */
export function reachOf({ base, failed, ended }: PredictedHost): Certainty {
  const lost = most(failed, ended)
  if (lost === SURELY) return NEVER
  return lost === PERHAPS ? least(base, PERHAPS) : base
}

/** Returns the certainty that both happen. */
export function least(a: Certainty, b: Certainty): Certainty {
  return a < b ? a : b
}

/** Returns the certainty that at least one of them happens. */
export function most(a: Certainty, b: Certainty): Certainty {
  return a > b ? a : b
}

/** Converts the value of a condition to a certainty. */
export function certaintyOf(verdict: boolean | Unknown): Certainty {
  if (verdict instanceof Unknown) return PERHAPS
  return verdict ? SURELY : NEVER
}

/**
 * Sets a variable of a simulated host: to the value if it is certainly set and the value is known. If it is uncertain
 * whether it is set, an existing variable becomes unknown, and a new one is recorded as possibly set.
 */
export function setPredicted(
  context: PlayContext,
  { host, uncertain }: PredictedHost,
  name: string,
  certainty: Certainty,
  value: unknown = new Unknown('a task that has not run yet'),
): void {
  if (certainty === NEVER) return
  const known = host.variables.get(name)
  const isOpen = known !== undefined && 'value' in known && known.value instanceof Unknown
  // Nothing changes, so cached values stay valid.
  if (isOpen && (certainty === PERHAPS || value instanceof Unknown)) return
  if (certainty === PERHAPS && presenceOf(scopeOf(context, host), name) !== 'yes') uncertain.names.add(name)
  else
    host.variables.set(name, { value: certainty === SURELY ? value : new Unknown('a task that may not run') })
  host.epoch.count += 1
}

/** Records that any variable of a host may change, for example by an unknown file. */
export function allowAnyVariable(predicted: PredictedHost): void {
  predicted.uncertain.mayHaveAny = true
  predicted.base = least(predicted.base, PERHAPS)
}

/** Records that any variable of a host may change within the play, by an unknown file of its `vars_files`. */
export function allowAnyVariableInPlay(predicted: PredictedHost): void {
  predicted.uncertain.mayHaveAnyInPlay = true
  predicted.base = least(predicted.base, PERHAPS)
}

/** The outcome of an evaluation: the value if it is known, and whether there was no error. */
export interface Evaluation<T> {
  readonly isValid: boolean
  readonly value?: T
}

/**
 * Evaluates a value and records its errors: as certain to occur, or as possible if it may not be reached. If it
 * depends on values that are known only during the run, the result has no error and no value.
 */
export async function tryEvaluate<T>(
  simulation: Simulation,
  certainty: Certainty,
  evaluate: () => T | Promise<T>,
  isReported: (error: InputError) => boolean = () => true,
): Promise<Evaluation<T>> {
  try {
    return { isValid: true, value: await evaluate() }
  } catch (error) {
    if (error instanceof UnknownValueError) return { isValid: true }
    for (const each of inputErrorsOf(error)) {
      const notes = certainty === SURELY ? simulation.certainErrors : simulation.possibleErrors
      if (certainty === SURELY || isReported(each)) notes.set(keyOf(each), each)
    }
    return { isValid: false }
  }
}

/** Returns a key that is equal for the same error of different hosts. */
export function keyOf({ message, place }: InputError): string {
  return `${message} ${JSON.stringify(place)}`
}
