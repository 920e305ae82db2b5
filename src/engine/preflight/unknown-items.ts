import type { Entry, Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import { Unknown, UnknownValueError } from '../../values/unknown.ts'
import { namesSetByItems } from '../check/earlier-items.ts'
import { presenceOf } from '../variables/presence.ts'

/** Returns the scope of a loop item, in which variables that earlier items may have set are unknown. */
export function withEarlier(step: TaskStep, scope: Scope, isFirst: boolean): Scope {
  if (isFirst) return scope
  const unknown = new Unknown('an item of the loop before it')
  const names = [...namesSetByItems(step)].filter(name => !name.includes('{{'))
  const known = names.filter(name => presenceOf(scope, name) === 'yes')
  const entries = new Map<string, Entry>(known.map(name => [name, { value: unknown }]))
  const isOpen = (name: string): boolean => names.includes(name) && !entries.has(name)
  return scope.extend({
    has: name => {
      if (isOpen(name)) throw new UnknownValueError(unknown)
      return entries.has(name)
    },
    get: name => entries.get(name),
    keys: () => entries.keys(),
  })
}
