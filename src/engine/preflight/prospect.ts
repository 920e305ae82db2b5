import type { Control } from '../../authoring/plan.ts'
import { escapeRegex } from '../../base/escape-regex.ts'
import { parseFlag } from '../../base/flag.ts'
import type { Bound } from '../check/bind.ts'
import { placesOf } from '../check/find-input.ts'
import { varsToInclude } from '../check/vars-to-include.ts'
import type { Acting } from '../state/acting.ts'
import { includeVariables } from '../state/host-state.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { keptFor, keptNames } from '../variables/private-variables.ts'
import { type Certainty, least, NEVER, openUp, PERHAPS, SURELY, setAhead } from './course.ts'
import { type Looking, note } from './looking.ts'
import { mayFindWritten } from './written-files.ts'

/** The expected outcome of a task on a host, as far as it is known before a run. */
export interface Prospect {
  /** The certainty that the task runs, and is not skipped by its conditions or an empty loop. */
  readonly done: Certainty
  /** The certainty that the host fails at this task. */
  readonly fails: Certainty
  /** The control that it requests from the engine, such as `end_play`. */
  readonly control?: Control
}

/**
 * Sets the variables that a task sets on the simulated hosts. Returns whether it runs, whether it fails on purpose,
 * and its control.
 */
export function prospectOf(looking: Looking, bound: Bound | undefined, certainty: Certainty): Prospect {
  const { context, predicted, step, type } = looking
  const params = bound && 'params' in bound ? bound.params : undefined
  const plain = { done: certainty, fails: NEVER } as const
  switch (step.type) {
    case 'set_fact':
      setFacts(looking, params, certainty)
      return plain
    case 'getent':
    case 'package_facts':
    case 'service_facts':
      setFacts(looking, undefined, certainty)
      return plain
    case 'setup':
      for (const { ahead } of looking.course.predicted.values()) ahead.mayHaveFacts = true
      return plain
    case 'fail':
      return { ...plain, fails: bound ? certainty : NEVER }
    case 'assert':
      return { ...plain, fails: bound ? least(certainty, deniedBy(params)) : NEVER }
    case 'meta':
      if (params?.action === 'refresh_inventory' && certainty !== NEVER) {
        // The content of the inventory at that time is unknown.
        looking.course.mayHaveGrown = true
        for (const other of looking.course.predicted.values()) openUp(other)
      }
      return params ? { ...plain, control: params.action as Control } : plain
    case 'add_host':
    case 'debug':
    case 'group_by':
    case 'include_vars':
    case 'pause':
    case 'validate_argument_spec':
      return plain
    default:
      // A task type of the project may set any variable.
      if ('isLocal' in type && type.isLocal && certainty !== NEVER) {
        predicted.ahead.isOpen = true
        looking.course.mayHaveGrown = true
        context.run.localhost.epoch.count += 1
      }
      return plain
  }
}

/**
 * Sets the variables of an `include_vars`, if its files are known and certainly read; otherwise their values are
 * unknown.
 */
export async function includeAhead(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, context, predicted, step } = looking
  if (!bound || certainty === NEVER) return
  // With `delegate_facts`, the host that gets the variables is known only during the run.
  if (step.delegateFacts) for (const other of course.predicted.values()) openUp(other)
  if ('unknown' in bound) return openUp(predicted)
  const { params } = bound
  const { file } = params
  const isMade =
    typeof file === 'string'
      ? mayFindWritten(course.written, placesOf(acting, 'var', file))
      : course.written.mayHaveMore
  const sure = isMade ? least(certainty, PERHAPS) : certainty
  const { value: vars } = await note(looking, sure, () => varsToInclude(acting, params))
  if (!vars || step.delegateFacts) return openUp(predicted)
  const kept = keptFor(step.role, vars)
  if (certainty === SURELY) includeVariables(predicted.host, kept)
  else for (const name of kept.keys()) setAhead(context, predicted, name, certainty)
}

/** Sets the variables of a `set_fact`. In a loop or without known params, their values are unknown. */
function setFacts(
  { course, context, predicted, step }: Looking,
  params: Readonly<Record<string, unknown>> | undefined,
  certainty: Certainty,
): void {
  const { cacheable, ...values } = params ?? {}
  if (cacheable === true && certainty !== NEVER) noteCached({ course, predicted, step }, Object.keys(values))
  if (params && !step.loop && !step.delegateFacts) {
    for (const [name, value] of keptFor(step.role, new Map(Object.entries(values))))
      setAhead(context, predicted, name, certainty, value)
    return
  }
  const receivers = step.delegateFacts ? [...course.predicted.values()] : [predicted]
  const sure = step.delegateFacts ? least(certainty, PERHAPS) : certainty
  for (const name of params ? Object.keys(values) : factsSetBy(step)) {
    for (const receiver of receivers) {
      if (name.includes('{{')) receiver.ahead.patterns.push(patternOf(name))
      else for (const kept of keptNames(step.role, name)) setAhead(context, receiver, kept, sure)
    }
  }
}

/**
 * Records that variables may become facts too. With `delegate_facts` the host is unknown, so this applies to all
 * hosts.
 */
function noteCached(
  { course, predicted, step }: Pick<Looking, 'course' | 'predicted' | 'step'>,
  names: readonly string[],
): void {
  const receivers = step.delegateFacts ? [...course.predicted.values()] : [predicted]
  for (const { ahead } of receivers) ahead.cached.push(...names.map(patternOf))
}

/** Returns a pattern for the names that a templated name may result in. */
function patternOf(name: string): RegExp {
  const parts = name.split(/\{\{.*?\}\}/s).map(escapeRegex)
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** Returns the certainty that a condition of an `assert` is false. */
function deniedBy(params: Readonly<Record<string, unknown>> | undefined): Certainty {
  if (!params) return PERHAPS
  const all = [params.that].flat() as { readonly value: unknown }[]
  return all.every(({ value }) => parseFlag(value) === true) ? NEVER : SURELY
}
