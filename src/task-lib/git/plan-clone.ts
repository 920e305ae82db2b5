import { type Outputs, type Plan, plan } from '../../authoring/plan.ts'
import { omitUndefined } from '../../base/omit-undefined.ts'
import { TaskError } from '../../errors.ts'
import { Unknown } from '../../values/unknown.ts'
import { archiveChanges } from './archive.ts'
import { depthWarning } from './fetch-options.ts'
import { type GitPlan, mayChangeRepository } from './git-plan.ts'
import type { GitCheck, GitParams } from './params.ts'
import type { RepositoryState } from './query-repository.ts'
import type { KnownRepository } from './read-repository.ts'
import { shownAddress } from './repo-address.ts'
import type { GitRequest } from './request.ts'
import { commitOf, type Wanted, wantedOf } from './version.ts'

/** Plans the clone of a repository. Throws TaskError if something else is at its path. */
export async function planClone(
  { host, params }: GitCheck,
  { dest, url, archive }: GitRequest,
  { at, state }: KnownRepository,
): Promise<Plan<GitPlan>> {
  refuseOther(dest, at, params)
  const isKnown = !(state instanceof Unknown)
  const wanted: Wanted = isKnown ? wantedOf(params, state, url) : { kind: 'head', name: 'HEAD' }
  const changes = [
    {
      resource: `git:${dest}`,
      action: 'clone',
      before: null,
      after: {
        url: shownAddress(url),
        version: params.version,
        commit: isKnown ? commitOf(wanted) : state,
      },
    },
    ...(await archiveChanges(host, archive, commitOf(wanted))),
  ]
  const result = plan<GitPlan>(
    changes,
    { isNew: true, wanted, movesGitDir: false },
    {
      before: null,
      ...omitUndefined({ after: isKnown ? wanted.commit : state }),
      ...depthWarning(params, wanted),
    },
  )
  const creation = { resource: `file:${dest}`, action: 'create', before: null, after: { state: 'directory' } }
  return {
    ...result,
    predicts: at === 'absent' ? [creation] : [],
    mayChange: await mayChangeRepository(host, params),
  }
}

/** Returns the outputs if nothing is cloned: only the commit of the remote repository. */
export function remoteCommit(
  params: GitParams,
  { url }: GitRequest,
  state: RepositoryState | Unknown,
): Outputs {
  return { before: null, after: state instanceof Unknown ? state : commitOf(wantedOf(params, state, url)) }
}

function refuseOther(dest: string, at: RepositoryState['at'], { bare }: GitParams): void {
  if (at !== 'full' && at !== 'file') return
  throw new TaskError(
    at === 'file'
      ? `expected a directory or nothing at \`${dest}\`, found something else`
      : `\`${dest}\` is not empty and no ${bare ? 'bare ' : ''}git repository`,
    { hint: 'choose another `dest`, or remove the existing files in an earlier task' },
  )
}
