import { type InSync, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import { archiveChanges, planArchive } from './archive.ts'
import { differencesOf } from './differences.ts'
import { depthWarning } from './fetch-options.ts'
import { type GitPlan, mayChangeRepository } from './git-plan.ts'
import type { GitCheck, GitParams } from './params.ts'
import type { RepositoryState } from './query-repository.ts'
import type { GitRequest } from './request.ts'
import { commitOf, isWholeHash, type Wanted, wantedOf } from './version.ts'

/**
 * Compares an existing repository with the wanted state. Throws TaskError if the update would lose local
 * modifications, or if the git directory cannot be moved.
 */
export async function planUpdate(
  { host, params, carriedOut }: GitCheck,
  request: GitRequest,
  state: RepositoryState,
): Promise<InSync | Plan<GitPlan>> {
  if (!params.update) return planArchive(host, request, state, { before: state.head, after: state.head })
  const { dest, url } = request
  const planned = (carriedOut?.data as GitPlan | undefined)?.wanted
  // Only the archive was missing; the repository itself needed no change.
  if (carriedOut && !planned) return planArchive(host, request, state, carriedOut.outputs)
  const wanted = planned ? settled(planned, state) : wantedIn(params, state, url)
  refuseModified(dest, state, params)
  refuseOccupied(state, params)
  const { before, after } = differencesOf(params, state, wanted, url)
  const outputs = {
    before: state.head,
    ...omitUndefined({ after: params.bare ? branchCommit(state) : wanted.commit }),
    remote_url_changed: state.url !== url,
    ...('submodules' in before ? { submodules_changed: true } : {}),
    ...(state.gitDir === null ? {} : { git_dir_before: state.gitDir, git_dir_now: params.separate_git_dir }),
    ...(state.modified.length > 0 ? { msg: `Local modifications exist in the destination: ${dest}` } : {}),
    ...depthWarning(params, wanted),
  }
  // After apply, the output `before` is the commit before the run.
  const registered = carriedOut ? { ...carriedOut.outputs, after: state.head } : outputs
  if (Object.keys(before).length === 0) return planArchive(host, request, state, registered)
  const changes = [
    { resource: `git:${dest}`, action: 'update', before, after },
    ...(await archiveChanges(host, request.archive, commitOf(wanted))),
  ]
  const data = { isNew: false, wanted, movesGitDir: state.gitDir !== null }
  const result = plan<GitPlan>(changes, data, outputs)
  return { ...result, mayChange: await mayChangeRepository(host, params) }
}

/** Returns the wanted commit. If it is given by its full hash and already checked out, the remote is not needed. */
function wantedIn(params: GitParams, state: RepositoryState, url: string): Wanted {
  const { version } = params
  if (!params.bare && isWholeHash(version) && state.head === version)
    return { kind: 'commit', name: version, commit: version }
  return wantedOf(params, state, url)
}

/** Returns the planned commit with its full hash. After apply, the commit of a short hash is in the repository. */
function settled(planned: Wanted, { local }: RepositoryState): Wanted {
  return planned.commit === undefined && local !== null ? { ...planned, commit: local } : planned
}

/**
 * Returns the commit that the current branch has in the remote repository, or that of HEAD if the remote has no such
 * branch.
 */
function branchCommit({ branch, head, refs }: RepositoryState): string | undefined {
  return (branch === null ? undefined : refs.get(branch)) ?? head ?? undefined
}

function refuseModified(
  dest: string,
  { modified, isIncomplete, head }: RepositoryState,
  { force }: GitParams,
): void {
  if (modified.length === 0 || force || isIncomplete) return
  const shown = [...modified.slice(0, 5), ...(modified.length > 5 ? ['…'] : [])].join(', ')
  throw new TaskError(`\`${dest}\` has local modifications: ${shown}`, {
    hint: 'commit or remove them; `force: true` discards them',
    outputs: { before: head, msg: `Local modifications exist in the destination: ${dest} (force=no).` },
  })
}

function refuseOccupied({ gitDir, isOccupied }: RepositoryState, { separate_git_dir }: GitParams): void {
  if (gitDir === null || !isOccupied) return
  throw new TaskError(
    `the git directory \`${gitDir}\` cannot be moved to \`${separate_git_dir}\`, which exists`,
    { hint: 'choose another `separate_git_dir`, or remove the existing one in an earlier task' },
  )
}
