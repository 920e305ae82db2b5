import type { TaskType } from '../../authoring/define.ts'
import type { Entry, Scope } from '../../evaluation/scope.ts'
import { needsOneOf } from '../../functions/controller.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown } from '../../values/unknown.ts'
import type { Result } from '../state/result.ts'
import { asExpression, sourcesOf } from '../steps/keyword-sources.ts'
import { factsSetBy } from '../steps/variable-setters.ts'
import { registeredValue } from './result.ts'
import { paramSources } from './written-params.ts'

/**
 * Returns the variables that a finished task, or one item of its loop, sets for later tasks or items: plain values by
 * name.
 */
export function variablesSetBy(step: TaskStep, result: Result, reason: string): Map<string, Entry> {
  const set = new Map<string, Entry>()
  // Created only when something reads it, because most results are never read.
  if (step.register)
    set.set(
      step.register,
      lazily(() => registeredValue(result, reason)),
    )
  for (const [name, entry] of entriesSetBy(result)) set.set(name, entry)
  if (result.status === 'unknown')
    for (const name of factsSetBy(step)) set.set(name, { value: new Unknown(reason) })
  return set
}

/** Returns the variables that a task type sets, as `set_fact` does. */
export function entriesSetBy({ variables = {}, areFacts }: Result): [string, Entry][] {
  const mark = areFacts === true ? { isFact: true as const } : {}
  // safety: results from a host are not evaluated as templates
  return Object.entries(variables).map(([name, value]) => [name, { value, ...mark }])
}

/** Returns the names of the variables that items of a loop may set for later items, as far as they are known. */
export function namesSetByItems(step: TaskStep): ReadonlySet<string> {
  return new Set([...(step.register === undefined ? [] : [step.register]), ...factsSetBy(step)])
}

/**
 * Whether an item of a loop may read a variable that earlier items set, in a keyword, a param, or another variable
 * that these use. Items can be batched only if none does. `vars` and `hostvars` do not matter: they do not contain a
 * loop's own variables.
 */
export function readsEarlierItems(step: TaskStep, type: TaskType, scope: Scope): boolean {
  const set = namesSetByItems(step)
  if (set.size === 0) return false
  // A templated name is known only for a specific item.
  if ([...set].some(name => name.includes('{{'))) return true
  const sources = [
    ...paramSources(type, step.params),
    ...sourcesOf(step),
    ...step.when.map(asExpression),
    ...[step.becomeMethod, step.becomeFlags, step.connection, step.user, step.port, step.checkMode],
    ...[step.loopControl.label, step.loopControl.pause],
  ].filter(source => source !== undefined)
  return sources.some(source => needsOneOf(scope.needs(source), set))
}

function lazily(make: () => unknown): Entry {
  let made: { readonly value: unknown } | undefined
  return {
    get value() {
      made ??= { value: make() }
      return made.value
    },
  }
}
