import type { MayChange } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { mayChangeFiles } from '../may-change.ts'
import type { GitParams } from './params.ts'
import type { Wanted } from './version.ts'

/** The steps that clone or update a repository. The archive, if the task wants one, is written after them. */
export interface GitPlan {
  readonly isNew: boolean
  /** The wanted commit; absent if only the archive is missing. */
  readonly wanted?: Wanted
  readonly movesGitDir: boolean
}

/** Returns the files that a clone or update may change. */
export async function mayChangeRepository(
  host: ReadHost,
  { dest, separate_git_dir, archive }: GitParams,
): Promise<readonly MayChange[]> {
  const directories = [dest, separate_git_dir].filter(path => path !== undefined)
  return [
    ...(await mayChangeFiles(host, directories, { isWhole: true, mayGo: true })),
    ...(archive === undefined ? [] : await mayChangeFiles(host, [archive])),
  ]
}
