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
  /** That it is done at all, and not left out by its conditions or an empty loop. */
  readonly done: Certainty
  /** That the host fails there. */
  readonly fails: Certainty
  /** What it asks of the engine. */
  readonly control?: Control
}

/** What it sets, whether it fails on purpose, and what it asks of the engine. */
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
        // What it says then is not known.
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
      // A task type of the project's own may set any variable.
      if ('isLocal' in type && type.isLocal && certainty !== NEVER) {
        predicted.ahead.isOpen = true
        looking.course.mayHaveGrown = true
        context.run.localhost.epoch.count += 1
      }
      return plain
  }
}

/** Sets what `include_vars` reads, as far as its files are known and sure to be read. */
export async function includeAhead(
  looking: Looking,
  acting: Acting,
  bound: Bound | undefined,
  certainty: Certainty,
): Promise<void> {
  const { course, context, predicted, step } = looking
  if (!bound || certainty === NEVER) return
  // Whose they are is known in its turn.
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

/** Sets what `set_fact` sets; what a loop sets is unknown, as is everything without params. */
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

/** Notes that variables may be facts too: of which host, `delegate_facts` says only during the run. */
function noteCached(
  { course, predicted, step }: Pick<Looking, 'course' | 'predicted' | 'step'>,
  names: readonly string[],
): void {
  const receivers = step.delegateFacts ? [...course.predicted.values()] : [predicted]
  for (const { ahead } of receivers) ahead.cached.push(...names.map(patternOf))
}

/** The names that a templated name may match. */
function patternOf(name: string): RegExp {
  const parts = name.split(/\{\{.*?\}\}/s).map(escapeRegex)
  return new RegExp(`^${parts.join('.*')}$`, 's')
}

/** How sure it is that a condition of `assert` does not hold. */
function deniedBy(params: Readonly<Record<string, unknown>> | undefined): Certainty {
  if (!params) return PERHAPS
  const all = [params.that].flat() as { readonly value: unknown }[]
  return all.every(({ value }) => parseFlag(value) === true) ? NEVER : SURELY
}
