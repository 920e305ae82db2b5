import type { IncludedVars } from '../../authoring/plan.ts'
import type { VarsQuery } from '../../authoring/project.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { Acting } from '../state/acting.ts'
import { readIncluded } from '../variables/included-vars.ts'
import { openProject } from './project.ts'

/** The variables that an `include_vars` with these params gives, whether or not it runs. Throws InputError. */
export async function varsToInclude(
  acting: Acting,
  params: VarsQuery & Partial<Pick<IncludedVars, 'name'>>,
): Promise<ReadonlyMap<string, Entry>> {
  const { name } = params
  const files = await openProject(acting).vars(params)
  return readIncluded(acting.context.run, [name === undefined ? { files } : { files, name }])
}
