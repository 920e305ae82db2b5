import type { GitParams } from './params.ts'
import type { Wanted } from './version.ts'

/** Like a mirror, all of a bare repository is kept up to date, unless only a part of it was cloned. */
export function isMirror(params: GitParams): boolean {
  return params.bare && !isPartial(params)
}

/** The number of commits of history to fetch; undefined for all of it. */
export function depthOf(params: GitParams, { kind }: Wanted): number | undefined {
  return kind === 'commit' && params.refspec === undefined ? undefined : givenDepth(params)
}

/** The warning that the depth is ignored, as an output; nothing if it is not. */
export function depthWarning(params: GitParams, wanted: Wanted): { warnings?: string[] } {
  if (givenDepth(params) === depthOf(params, wanted)) return {}
  return {
    warnings: ['`depth` is ignored for a commit; it works with HEAD, branches, tags, and with `refspec`'],
  }
}

/** The branch or tag with which a clone of only some commits begins; empty for any other. */
export function startOf(params: GitParams, { kind, name }: Wanted): string {
  if (!isPartial(params) || params.version === 'HEAD' || (kind !== 'branch' && kind !== 'tag')) return ''
  return name.replace(/^refs\/(heads|tags)\//, '')
}

/** The refspecs to fetch in addition to what a clone, or the configuration of the repository, brings. */
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

/** Whether submodules are at the commits that the repository names or follow their branches; undefined if there are to be none. */
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
