import { isMirror } from './fetch-options.ts'
import type { GitParams } from './params.ts'
import type { RepositoryState } from './query-repository.ts'
import { shownAddress } from './repo-address.ts'
import { commitOf, type Wanted } from './version.ts'

type Field = string | null | string[]

/** Returns the fields of a repository that differ from the wanted state, before and after the change. */
export function differencesOf(params: GitParams, state: RepositoryState, wanted: Wanted, url: string) {
  const before: Record<string, Field> = {}
  const after: Record<string, Field> = {}
  const compare = (field: string, is: Field, should: Field): void => {
    if (JSON.stringify(is) === JSON.stringify(should)) return
    before[field] = is
    after[field] = should
  }
  if (params.bare) compareBare(params, state, wanted, compare)
  else {
    compare('commit', state.head, commitOf(wanted))
    if (wanted.kind !== 'head') compare('branch', state.branch, wanted.kind === 'branch' ? wanted.name : null)
    compare('submodules', [...state.submodules], [])
  }
  compare('url', state.url && shownAddress(state.url), shownAddress(url))
  if (state.url !== url && !('url' in before)) compare('url', 'with a password', shownAddress(url))
  compare('modified', state.isIncomplete ? [] : [...state.modified], [])
  compare('clone', state.isIncomplete ? 'interrupted' : 'complete', 'complete')
  if (state.gitDir !== null) compare('git_dir', state.gitDir, params.separate_git_dir ?? null)
  return { before, after }
}

/**
 * Compares a bare repository. A mirror must have every branch and tag; other bare repositories only the wanted one.
 */
function compareBare(
  params: GitParams,
  { refs, localRefs, head, local }: RepositoryState,
  wanted: Wanted,
  compare: (field: string, is: Field, should: Field) => void,
): void {
  const { kind, name } = wanted
  const commit = commitOf(wanted)
  if (kind === 'commit' && local === null && head !== commit) compare('commit', head, commit)
  const isWanted = (ref: string): boolean =>
    isMirror(params) ? /^refs\/(heads|tags)\/.*[^}]$/.test(ref) : ref === name && kind !== 'ref'
  for (const [ref, hash] of refs) if (isWanted(ref)) compare(ref, localRefs.get(ref) ?? null, hash)
}
