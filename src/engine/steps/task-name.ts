import { showPlace } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { TaskRef } from '../state/events.ts'

/** Returns the task as events name it. The name is rendered for the host if possible. */
export function taskRef(step: TaskStep, scope: Scope | undefined): TaskRef {
  return { task: showPlace(step.place), name: taskName(step, scope), taskType: step.type }
}

/**
 * Returns a task's name for a host, or its task type if it has none, with the name of its role and the items of
 * looped blocks around it.
 */
export function taskName(step: TaskStep, scope: Scope | undefined): string {
  return withRole(step, `${ownName(step, scope)}${itemsAround(step, scope)}`)
}

/** Returns the items of the looped blocks around a task, outermost first, such as ` (a)` or ` (a, 1)`. */
function itemsAround({ includeParams = [], noLog }: TaskStep, scope: Scope | undefined): string {
  const rounds = includeParams.filter(params => 'labels' in params)
  if (noLog || !scope || rounds.length === 0) return ''
  const host = String(scope.get('inventory_hostname'))
  const labels = rounds.flatMap(round => round.labels.get(host) ?? [])
  return labels.length > 0 ? ` (${labels.join(', ')})` : ''
}

/** Returns a task's name with the name of its role in front, as Ansible shows it. */
export function withRole({ role }: Inherited, name: string): string {
  return role ? `${role.name} : ${name}` : name
}

/** Returns a task's name for a host, or its task type if it has none, without the name of its role. */
export function ownName(step: TaskStep, scope: Scope | undefined): string {
  if (!step.name) return step.type
  try {
    const name = scope ? scope.render(step.name) : undefined
    if (typeof name === 'string') return name
  } catch {
    // A name may refer to a variable that only some hosts have. Then it is shown as written.
  }
  return step.name.kind === 'scalar' ? String(step.name.value) : step.type
}

/** Returns the reason of an unknown value that depends on the result of this task. */
export function reasonOf(step: TaskStep, scope: Scope | undefined): string {
  return `the result of \`${taskName(step, scope)}\` (${showPlace(step.place)})`
}
