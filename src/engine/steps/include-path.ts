import { dirname, isAbsolute, join } from 'node:path'
import type { Inherited, ParamsOfInclude } from '../../playbook/keywords/inherit.ts'
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
export function pathOf({ place }: IncludeStep, file: string): string {
  return isAbsolute(file) ? file : join(dirname(place.file), file)
}
