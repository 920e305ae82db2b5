import type { BlockStep, Handler, IncludeStep, TaskStep } from '../../playbook/steps.ts'

/** A block or include as the task that events, tallies and `ansible_failed_task` name it as. */
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

/** What an include is called if it has no name. */
export function typeOfInclude({ ofRole, ofAction }: IncludeStep): string {
  if (ofAction) return 'action'
  return ofRole ? 'include_role' : 'include_tasks'
}

/** A handler as the task that events name it as. */
export function handlerAsTask(handler: Handler): TaskStep {
  return handler.kind === 'task' ? handler : asTask(handler, typeOfInclude(handler))
}
