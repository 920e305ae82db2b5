import type { Change, Plan } from '../../authoring/plan.ts'
import { shorten } from '../../base/shorten.ts'
import { TaskError } from '../../errors.ts'
import { contextOf } from '../check/check.ts'
import type { Checking } from '../state/task-run.ts'

/**
 * Returns the error for a host that still differs after an apply. It lists the wanted and actual values, and the
 * cause if the task type can explain it.
 */
export async function remainingDifference(checking: Checking, after: Plan): Promise<TaskError> {
  const { name, type } = checking
  const what = after.changes.map(change => `${change.resource} (${change.action}${differenceOf(change)})`)
  const why = await type
    .explain?.({ ...contextOf(checking), host: checking.connected.host, plan: after as never })
    .catch(() => undefined)
  return new TaskError(
    `\`${name}\` was applied, but its check still finds a difference: ${what.join('; ')}`,
    { hint: why ?? 'compare the two values on the host: the apply reported no error' },
  )
}

function differenceOf({ before, after }: Change): string {
  const fields = Object.entries(after ?? {}).flatMap(([field, wanted]) => {
    const seen = before?.[field]
    if (JSON.stringify(wanted) === JSON.stringify(seen)) return []
    return [`${field}: wanted ${inWords(wanted)}, is ${inWords(seen)}`]
  })
  return fields.length > 0 ? `: ${fields.join(', ')}` : ''
}

function inWords(value: unknown): string {
  if (value === undefined || value === null) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return `\`${shorten(text, 120)}\``
}
