import type { GitParams } from './params.ts'
import type { Wanted } from './version.ts'

/**
 * Whether all branches and tags of a bare repository are kept up to date, as in a mirror. False if only a part of it
 * was cloned.
 */
export function isMirror(params: GitParams): boolean {
  return params.bare && !isPartial(params)
}

/** Returns the number of commits of history to fetch; undefined for all of it. */
export function depthOf(params: GitParams, { kind }: Wanted): number | undefined {
  return kind === 'commit' && params.refspec === undefined ? undefined : givenDepth(params)
}

/** Returns, as an output, the warning that `depth` is ignored; empty if it is not ignored. */
export function depthWarning(params: GitParams, wanted: Wanted): { warnings?: string[] } {
  if (givenDepth(params) === depthOf(params, wanted)) return {}
  return {
    warnings: ['`depth` is ignored for a commit; it works with HEAD, branches, tags, and with `refspec`'],
  }
}

/** Returns the branch or tag that a clone of only a part of the history starts with; empty for others. */
export function startOf(params: GitParams, { kind, name }: Wanted): string {
  if (!isPartial(params) || params.version === 'HEAD' || (kind !== 'branch' && kind !== 'tag')) return ''
  return name.replace(/^refs\/(heads|tags)\//, '')
}

/** Returns the refspecs to fetch in addition to those of a clone or of the repository's configuration. */
export function refspecsFor(params: GitParams, { kind, name }: Wanted, isNew: boolean): string[] {
  const more = params.refspec === undefined ? [] : [params.refspec]
  if (kind === 'ref') return [`+${name}`, ...more]
  if (isNew) return more
  if (isMirror(params)) return ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', ...more]
  if (kind === 'tag') return [`+${name}:${name}`, ...more]
  if (kind !== 'branch') return more
  const local = params.bare ? name : name.replace('refs/heads/', `refs/remotes/${params.remote}/`)
  return [`+${name}:${local}`, ...more]
}

/**
 * Returns whether submodules follow their branches (`tracked`) or have the commits that the repository records
 * (`pinned`); undefined if the task does not manage them.
 */
export function submodulesOf({ recursive, bare, track_submodules }: GitParams) {
  if (!recursive || bare) return undefined
  return track_submodules ? 'tracked' : 'pinned'
}

function isPartial(params: GitParams): boolean {
  return params.single_branch || givenDepth(params) !== undefined
}

function givenDepth({ depth }: GitParams): number | undefined {
  return depth === undefined || depth < 1 ? undefined : depth
}
