import { isMirror } from './fetch-options.ts'
import type { Look } from './look.ts'
import type { GitParams } from './params.ts'
import { shownAddress } from './repo-address.ts'
import { commitOf, type Wanted } from './version.ts'

type Field = string | null | string[]

/** What of a repository is not as it should be, before and after. */
export function differencesOf(params: GitParams, look: Look, wanted: Wanted, url: string) {
  const before: Record<string, Field> = {}
  const after: Record<string, Field> = {}
  const compare = (field: string, is: Field, should: Field): void => {
    if (JSON.stringify(is) === JSON.stringify(should)) return
    before[field] = is
    after[field] = should
  }
  if (params.bare) compareBare(params, look, wanted, compare)
  else {
    compare('commit', look.head, commitOf(wanted))
    if (wanted.kind !== 'head') compare('branch', look.branch, wanted.kind === 'branch' ? wanted.name : null)
    compare('submodules', [...look.submodules], [])
  }
  compare('url', look.url && shownAddress(look.url), shownAddress(url))
  if (look.url !== url && !('url' in before)) compare('url', 'with a password', shownAddress(url))
  compare('modified', look.isIncomplete ? [] : [...look.modified], [])
  compare('clone', look.isIncomplete ? 'interrupted' : 'complete', 'complete')
  if (look.gitDir !== null) compare('git_dir', look.gitDir, params.separate_git_dir ?? null)
  return { before, after }
}

/** A mirror has every branch and tag; any other bare repository the one that is wanted. */
function compareBare(
  params: GitParams,
  { refs, localRefs, head, local }: Look,
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
