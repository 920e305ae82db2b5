import type { Change } from './authoring/plan.ts'
import type { PlannedTask } from './engine/state/events.ts'
import type { Settings } from './engine/state/settings.ts'
import { maskedChanges } from './report/masked.ts'
import { completes, isIncomplete } from './task-lib/known-after-apply.ts'
import type { Masks } from './values/secret.ts'

/**
 * A saved plan allows the changes that it lists. A task that was unknown in the plan may change anything; so
 * may the handlers of its host, which it may notify.
 */
export function approvalBy(tasks: readonly PlannedTask[], masks: Masks): NonNullable<Settings['approves']> {
  const masked = (change: object) => maskedChanges([change], text => masks.mask(text)) as [Change]
  const keyOf = (change: object): string => JSON.stringify(masked(change))
  const all = tasks.flatMap(({ host, task, changes }) =>
    changes.map(change => ({ at: `${host} ${task}`, change })),
  )
  const planned = new Set(all.map(({ at, change }) => `${at} ${keyOf(change)}`))
  const incomplete = all.filter(({ change }) => isIncomplete(change))
  const unknown = tasks.filter(({ status }) => status === 'unknown')
  const open = new Set(unknown.flatMap(({ host, task }) => [`${host} ${task}`, host]))
  return (host, task, changes, isHandler) =>
    open.has(isHandler ? host : `${host} ${task}`) ||
    changes.every(
      change =>
        planned.has(`${host} ${task} ${keyOf(change)}`) ||
        incomplete.some(
          ({ at, change: wanted }) => at === `${host} ${task}` && completes(masked(change)[0], wanted),
        ),
    )
}
