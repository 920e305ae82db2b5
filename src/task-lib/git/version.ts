import { TaskError } from '../../errors.ts'
import type { RepositoryState } from './query-repository.ts'
import { shownAddress } from './repo-address.ts'

/** The branch, tag, ref or commit that is checked out. */
export interface Wanted {
  /**
   * `ref`: another ref, which is checked out without a branch. `head`: the remote's HEAD if it is not on a branch.
   */
  readonly kind: 'branch' | 'tag' | 'ref' | 'commit' | 'head'
  /** The full name of the ref, such as `refs/heads/main`, or the hash of a commit. */
  readonly name: string
  /** The commit; absent for a short hash whose commit is not fetched yet. */
  readonly commit?: string
}

/** The params that determine the meaning of `version`. */
interface Version {
  readonly version: string
  /** Name of the remote. */
  readonly remote: string
  /** An additional refspec. */
  readonly refspec?: string | undefined
}

/** Returns what is wrong with a version; undefined if it is valid. The rules are those of git-check-ref-format(1). */
export function versionFault(version: string): string | undefined {
  const isName = !/[\x00-\x20\x7f~^:?*[\\]|\.\.|@\{|\/\/|\/$|\.$|\.lock$/.test(version)
  if (isName && /^[^-/]/.test(version)) return undefined
  return 'expected a branch, a tag, a commit or HEAD'
}

/**
 * Returns the refs to list from the remote repository to find out what a version names; for annotated tags, also
 * their commits.
 */
export function refsFor({ version, remote, refspec }: Version): string[] {
  if (version === 'HEAD') return ['HEAD']
  const tag = `refs/tags/${version}`
  return [`refs/heads/${version}`, tag, `${tag}^{}`, ...otherRefs({ version, remote, refspec })]
}

/**
 * Resolves a version to a branch, tag, ref or commit. Throws TaskError if the remote repository has nothing of that
 * name.
 */
export function wantedOf(asked: Version, state: RepositoryState, url: string): Wanted {
  const { version } = asked
  if (version === 'HEAD') return wantedHead(state, url)
  const [branch, tag] = [`refs/heads/${version}`, `refs/tags/${version}`]
  const branchCommit = state.refs.get(branch)
  if (branchCommit !== undefined) return { kind: 'branch', name: branch, commit: branchCommit }
  const tagCommit = state.refs.get(`${tag}^{}`) ?? state.refs.get(tag)
  if (tagCommit !== undefined) return { kind: 'tag', name: tag, commit: tagCommit }
  for (const name of otherRefs(asked)) {
    const commit = state.refs.get(name)
    if (commit !== undefined) return { kind: 'ref', name, commit }
  }
  if (isWholeHash(version)) return { kind: 'commit', name: version, commit: version }
  if (/^[0-9a-f]{4,64}$/.test(version))
    return { kind: 'commit', name: version, ...(state.local === null ? {} : { commit: state.local }) }
  throw new TaskError(`\`${shownAddress(url)}\` has no branch or tag \`${version}\``, {
    hint: '`git ls-remote` lists its branches and tags; to check out a commit, give its hash',
    outputs: { msg: `Failed to checkout ${version}` },
  })
}

/** Returns the commit; for a short hash that is not fetched yet, the hash as it is given. */
export function commitOf({ commit, name }: Wanted): string {
  return commit ?? name
}

/** Whether a version is the full hash of a commit, SHA-1 or SHA-256. */
export function isWholeHash(version: string): boolean {
  return /^([0-9a-f]{40}|[0-9a-f]{64})$/.test(version)
}

function wantedHead({ at, branch, defaultBranch, remoteBranch, refs }: RepositoryState, url: string): Wanted {
  const own = at === 'repository' ? (branch ?? defaultBranch ?? remoteBranch) : remoteBranch
  const commit =
    (own === null ? undefined : refs.get(own)) ?? (own === remoteBranch ? refs.get('HEAD') : undefined)
  if (commit !== undefined)
    return own === null ? { kind: 'head', name: 'HEAD', commit } : { kind: 'branch', name: own, commit }
  const what = own === null ? 'no HEAD: it may be empty' : `no branch \`${own.replace('refs/heads/', '')}\``
  throw new TaskError(`\`${shownAddress(url)}\` has ${what}`, {
    hint: own === null ? 'push a commit to it, or set `version`' : 'set `version` to a branch',
  })
}

/**
 * Returns other refs that a version may mean: a full ref, a branch written with the remote (`origin/main`), and refs
 * that the additional refspec maps to it.
 */
function otherRefs({ version, remote, refspec }: Version): string[] {
  return [
    ...(version.startsWith('refs/') ? [version] : []),
    ...(version.startsWith(`${remote}/`) ? [`refs/heads/${version.slice(remote.length + 1)}`] : []),
    ...sourcesIn(refspec ?? '', version),
  ]
}

/** Returns the remote refs that a refspec fetches to a branch or tag of this name. */
function sourcesIn(refspec: string, version: string): string[] {
  const [source = '', target = ''] = refspec.replace(/^\+/, '').split(':')
  const names = [`refs/heads/${version}`, `refs/tags/${version}`, version]
  if (!target.includes('*')) return names.includes(target) ? [source] : []
  const [before = '', after = ''] = target.split('*')
  return names
    .filter(
      name => name.startsWith(before) && name.endsWith(after) && name.length > before.length + after.length,
    )
    .map(name => source.replace('*', () => name.slice(before.length, name.length - after.length)))
}
