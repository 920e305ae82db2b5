import type { BlockStep, Handler, IncludeStep, TaskStep } from '../../playbook/steps.ts'

/** Returns a block or include as a task, for events, tallies and `ansible_failed_task`. */
export function asTask(step: BlockStep | IncludeStep, type: string): TaskStep {
  const { loop: _, ...keywords } = step
  return {
    ...keywords,
    kind: 'task',
    type,
    typePlace: step.place,
    params: { kind: 'scalar', value: null, place: step.place },
    loopControl: { loopVar: 'item' },
    notify: [],
    listen: [],
  }
}

/** Returns the task type that an include is shown as if it has no name. */
export function typeOfInclude({ ofRole, ofAction }: IncludeStep): string {
  if (ofAction) return 'action'
  return ofRole ? 'include_role' : 'include_tasks'
}

/** Returns a handler as a task, for events. */
export function handlerAsTask(handler: Handler): TaskStep {
  return handler.kind === 'task' ? handler : asTask(handler, typeOfInclude(handler))
}
