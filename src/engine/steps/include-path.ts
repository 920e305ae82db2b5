import type { Inherited, ParamsOfInclude } from '../../playbook/keywords/inherit.ts'
import { taskFile } from '../../playbook/roles/task-file.ts'
import type { IncludeStep } from '../../playbook/steps.ts'

/** What the tasks of an included file inherit. */
export function handDown({ inner, inclusions }: IncludeStep, params: ParamsOfInclude = new Map()): Inherited {
  return {
    ...inner,
    includeParams: [...(inner.includeParams ?? []), ...(params.size > 0 ? [params] : [])],
    inclusions: (inclusions ?? 0) + 1,
  }
}

/** The absolute path of a file that `include_tasks` names. */
export function pathOf({ place, role }: IncludeStep, file: string): string {
  return taskFile(file, place, role)
}
