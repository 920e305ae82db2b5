import { isDeepStrictEqual } from 'node:util'
import type { Change } from '../authoring/plan.ts'
import { Unknown } from '../values/unknown.ts'

/** Placeholder in changes that are shown or stored, for a value that a dry run cannot know. */
export const KNOWN_AFTER_APPLY = '(known after apply)'

/** Returns a change as it is shown and stored: a placeholder replaces each unknown value. */
export function shownChange(change: Change): Change {
  const { after } = change
  if (!after || !Object.values(after).some(value => value instanceof Unknown)) return change
  const fields = Object.entries(after).map(([field, value]) => [
    field,
    value instanceof Unknown ? KNOWN_AFTER_APPLY : value,
  ])
  return { ...change, after: Object.fromEntries(fields) }
}

/** Whether a stored change contains placeholders for values that are known only during the run. */
export function isIncomplete({ resource, after }: Change): boolean {
  return resource.includes(KNOWN_AFTER_APPLY) || Object.values(after ?? {}).includes(KNOWN_AFTER_APPLY)
}

/** Whether a change matches a planned one. Values for which the plan had placeholders may be anything. */
export function completes(change: Change, planned: Change): boolean {
  const isOpen = planned.resource.includes(KNOWN_AFTER_APPLY)
  const [kind = ''] = planned.resource.split(KNOWN_AFTER_APPLY)
  if (isOpen ? !change.resource.startsWith(kind) : change.resource !== planned.resource) return false
  if (change.action !== planned.action || !isDeepStrictEqual(change.before, planned.before)) return false
  const known = Object.entries(planned.after ?? {}).filter(([, value]) => value !== KNOWN_AFTER_APPLY)
  return known.every(([field, value]) => isDeepStrictEqual(change.after?.[field], value))
}
