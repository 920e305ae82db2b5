import { type InputError, inputErrorsOf } from '../../errors.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import type { PlayContext, RunContext } from '../state/context.ts'
import { type Ahead, type Epoch, type HostState, newHostState } from '../state/host-state.ts'
import { presenceOf } from '../variables/presence.ts'
import { scopeOf } from '../variables/variable-precedence.ts'
import type { Written } from './written-files.ts'

/** How sure it is, before a run, that something comes about in it if nothing fails that is not bound to. */
export const NEVER = 0
export const PERHAPS = 1
export const SURELY = 2
export type Certainty = 0 | 1 | 2

/** The state of a host on its way through the plays, as far as it is known before a run. */
export interface PredictedHost {
  /** A copy of the host, with the variables that it will have at this point. */
  readonly host: HostState
  readonly ahead: AheadOfHost
  /** How certain it is that the host reaches this point, if it has neither failed nor ended since. */
  base: Certainty
  /** That it has failed: in the block that is looked at, or before. */
  failed: Certainty
  /** That a task ended the play for it. */
  ended: Certainty
  /** That it has left the run. */
  left: Certainty
}

/** What may have been set on a host, but is not in its variables because it is uncertain. */
interface AheadOfHost extends Ahead {
  readonly names: Set<string>
  readonly patterns: RegExp[]
  /** Set if any name may be there from now on, also instead of a known value. */
  isOpen: boolean
  /** The same for one play, by its files of variables. */
  isOpenInPlay: boolean
}

/** A look ahead of a whole run. */
export interface Course {
  /** The run with likenesses of its hosts. */
  readonly run: RunContext
  /** By the likeness. */
  readonly predicted: Map<HostState, PredictedHost>
  /** Whether what the run leaves out is looked at too. */
  readonly isThorough: boolean
  /** What is sure to fail. */
  readonly found: Map<string, InputError>
  /** What fails where it is reached. */
  readonly possible: Map<string, InputError>
  /** What is wrong wherever it is reached, such as a param that no task type has. */
  readonly mistakes: Map<string, InputError>
  /** The tasks that were looked at, and those that the run leaves out. */
  readonly passed: Set<TaskStep>
  readonly leftOut: Set<TaskStep>
  /** What tasks until now may have written on the controller. */
  readonly written: Written
  /** Whether a task until now may have added hosts or groups to the inventory that are not known. */
  mayHaveGrown: boolean
  /** How sure it is that the run has ended. */
  over: Certainty
}

/** Hosts as a look ahead of the run has them in its inventory, each by the host that it is the likeness of. */
export function predictedHosts(
  hosts: Iterable<HostState>,
  inventory: RunContext['inventory'],
): Map<HostState, PredictedHost> {
  const epoch = { count: 0 }
  return new Map([...hosts].map(host => [host, predictedHost(host, inventory, epoch)]))
}

/** A host as a look ahead of the run has it. */
export function predictedHost(
  of: HostState,
  inventory: RunContext['inventory'],
  epoch: Epoch,
): PredictedHost {
  const ahead: AheadOfHost = {
    names: new Set(['ansible_failed_task', 'ansible_failed_result']),
    patterns: [],
    isOpen: false,
    isOpenInPlay: false,
    mayHaveFacts: false,
    cached: [],
    maySet: name =>
      ahead.isOpen ||
      ahead.isOpenInPlay ||
      ahead.names.has(name) ||
      ahead.patterns.some(pattern => pattern.test(name)),
  }
  const host = newHostState(inventory, of.inventory, epoch, { of, ahead })
  return { host, ahead, base: SURELY, failed: NEVER, ended: NEVER, left: NEVER }
}

/** How certain it is that a host reaches this point. */
export function reachOf({ base, failed, ended }: PredictedHost): Certainty {
  const lost = most(failed, ended)
  if (lost === SURELY) return NEVER
  return lost === PERHAPS ? least(base, PERHAPS) : base
}

/** The certainty of both together. */
export function least(a: Certainty, b: Certainty): Certainty {
  return a < b ? a : b
}

/** The certainty of either. */
export function most(a: Certainty, b: Certainty): Certainty {
  return a > b ? a : b
}

/** A condition's answer, or that of several. */
export function certaintyOf(verdict: boolean | Unknown): Certainty {
  if (verdict instanceof Unknown) return PERHAPS
  return verdict ? SURELY : NEVER
}

/** Sets a variable of a host: to the value if it is certainly set and the value is known. */
export function setAhead(
  context: PlayContext,
  { host, ahead }: PredictedHost,
  name: string,
  certainty: Certainty,
  value: unknown = new Unknown('a task that has not run yet'),
): void {
  if (certainty === NEVER) return
  const known = host.variables.get(name)
  const isOpen = known !== undefined && 'value' in known && known.value instanceof Unknown
  // Nothing changes: what was made of it stays.
  if (isOpen && (certainty === PERHAPS || value instanceof Unknown)) return
  if (certainty === PERHAPS && presenceOf(scopeOf(context, host), name) !== 'yes') ahead.names.add(name)
  else
    host.variables.set(name, { value: certainty === SURELY ? value : new Unknown('a task that may not run') })
  host.epoch.count += 1
}

/** An unknown file may set any variable, including those that have another value so far. */
export function openUp(predicted: PredictedHost): void {
  predicted.ahead.isOpen = true
  predicted.base = least(predicted.base, PERHAPS)
}

/** The same for an unknown file of the play's `vars_files`. */
export function openInPlay(predicted: PredictedHost): void {
  predicted.ahead.isOpenInPlay = true
  predicted.base = least(predicted.base, PERHAPS)
}

/** The outcome of a look: the value if there is one, and whether there was no error. */
export interface Looked<T> {
  readonly isSound: boolean
  readonly value?: T
}

/**
 * Evaluates, and records errors: as certain to fail, or as failing only if reached. What depends on values
 * known only during the run is not an error, and has no value.
 */
export async function noting<T>(
  course: Course,
  certainty: Certainty,
  look: () => T | Promise<T>,
  isTold: (error: InputError) => boolean = () => true,
): Promise<Looked<T>> {
  try {
    return { isSound: true, value: await look() }
  } catch (error) {
    if (error instanceof UnknownValueError) return { isSound: true }
    for (const each of inputErrorsOf(error)) {
      const notes = certainty === SURELY ? course.found : course.possible
      if (certainty === SURELY || isTold(each)) notes.set(keyOf(each), each)
    }
    return { isSound: false }
  }
}

/** The same for the same error, whichever host it was found for. */
export function keyOf({ message, place }: InputError): string {
  return `${message} ${JSON.stringify(place)}`
}
