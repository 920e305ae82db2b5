import { showPlace } from '../../errors.ts'
import type { Scope } from '../../evaluation/scope.ts'
import type { TaskStep } from '../../playbook/steps.ts'
import type { TaskRef } from '../state/events.ts'

/** How an engine's events name a task; the name is rendered for the host where that can be done. */
export function taskRef(step: TaskStep, scope: Scope | undefined): TaskRef {
  return { task: showPlace(step.place), name: taskName(step, scope), taskType: step.type }
}

/** A task's name for a host, or its task type where it has none. */
export function taskName(step: TaskStep, scope: Scope | undefined): string {
  if (!step.name) return step.type
  try {
    const name = scope ? scope.render(step.name) : undefined
    if (typeof name === 'string') return name
  } catch {
    // A name may refer to what only some hosts have; then it is shown as written.
  }
  return step.name.kind === 'scalar' ? String(step.name.value) : step.type
}

/** How an unknown value that comes of a task names it. */
export function reasonOf(step: TaskStep, scope: Scope | undefined): string {
  return `the result of \`${taskName(step, scope)}\` (${showPlace(step.place)})`
}
