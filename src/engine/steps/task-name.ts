import { showPlace } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { Inherited } from '../../playbook/keywords/inherit.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { TaskRef } from '../state/events.ts'

/** How events name a task; the name is rendered for the host if possible. */
export function taskRef(step: TaskStep, scope: Scope | undefined): TaskRef {
  return { task: showPlace(step.place), name: taskName(step, scope), taskType: step.type }
}

/** A task's name for a host, or its task type if it has none; in a looped block, with the item. */
export function taskName(step: TaskStep, scope: Scope | undefined): string {
  return withRole(step, `${ownName(step, scope)}${itemsAround(step, scope)}`)
}

/** The items of the looped blocks around a task, outermost first: ` (a)`, ` (a, 1)`. */
function itemsAround({ includeParams = [], noLog }: TaskStep, scope: Scope | undefined): string {
  const rounds = includeParams.filter(params => 'labels' in params)
  if (noLog || !scope || rounds.length === 0) return ''
  const host = String(scope.get('inventory_hostname'))
  const labels = rounds.flatMap(round => round.labels.get(host) ?? [])
  return labels.length > 0 ? ` (${labels.join(', ')})` : ''
}

/** A name with that of the role, as Ansible shows it. */
export function withRole({ role }: Inherited, name: string): string {
  return role ? `${role.name} : ${name}` : name
}

/** The same without the name of its role. */
export function ownName(step: TaskStep, scope: Scope | undefined): string {
  if (!step.name) return step.type
  try {
    const name = scope ? scope.render(step.name) : undefined
    if (typeof name === 'string') return name
  } catch {
    // A name may refer to what only some hosts have; then it is shown as written.
  }
  return step.name.kind === 'scalar' ? String(step.name.value) : step.type
}

/** How an unknown value names the task that it comes from. */
export function reasonOf(step: TaskStep, scope: Scope | undefined): string {
  return `the result of \`${taskName(step, scope)}\` (${showPlace(step.place)})`
}
