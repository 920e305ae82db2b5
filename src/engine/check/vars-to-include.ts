import type { IncludedVars } from '../../authoring/plan.ts'
import type { VarsQuery } from '../../authoring/project.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { TaskRun } from '../state/task-run.ts'
import { mergeIncluded, readIncluded } from '../variables/included-vars.ts'
import { openProject } from './project.ts'

/**
 * Returns the variables that an `include_vars` with these params would set, whether or not it runs. Throws
 * InputError.
 */
export async function varsToInclude(
  taskRun: TaskRun,
  params: VarsQuery & Partial<Pick<IncludedVars, 'name'>> & { readonly hash_behaviour?: string },
): Promise<ReadonlyMap<string, Entry>> {
  const { context, scope } = taskRun
  const { name, hash_behaviour } = params
  const files = await openProject(taskRun).vars(params)
  const included = { files, ...omitUndefined({ name, merges: hash_behaviour === 'merge' || undefined }) }
  return readIncluded(context.run, mergeIncluded(context.run, [included], scope))
}
