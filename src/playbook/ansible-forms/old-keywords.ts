import { ownValue } from '../../base/own-value.ts'
import { InputError, type MapSource } from '../../errors.ts'
import { isTaskType, type Reading } from '../keywords/context.ts'

/**
 * Keywords that have no effect here: task types have no namespace, and facts are gathered when they are needed.
 * `collections` of a play is read separately, to find its roles.
 */
export const IGNORED_KEYWORDS: readonly string[] = ['collections', 'gather_subset', 'gather_timeout']

/** Keywords of former versions of Ansible, and their present names. */
const RENAMED: Readonly<Record<string, string>> = { sudo: 'become', sudo_user: 'become_user' }

/**
 * Removes keywords without effect from a play, block or task, and renames old ones. Errors are added to
 * `reading.problems`.
 */
export function withoutOldKeywords(source: MapSource, reading: Reading): MapSource {
  const isKept = (key: string): boolean => isTaskType(key, reading) || !IGNORED_KEYWORDS.includes(key)
  const kept = [...source.entries].filter(([key]) => isKept(key))
  return withNewNames({ ...source, entries: new Map(kept) }, reading)
}

/**
 * Renames keywords of former versions of Ansible to their present names. If a map has a keyword by both names, an
 * error is added to `reading.problems`.
 */
export function withNewNames(source: MapSource, reading: Reading): MapSource {
  const { problems } = reading
  const entries = [...source.entries].map(([key, entry]) => {
    const name = isTaskType(key, reading) ? undefined : ownValue(RENAMED, key)
    if (name === undefined) return [key, entry] as const
    if (source.entries.has(name))
      problems.push(new InputError(`\`${key}\` and \`${name}\` are the same`, { place: entry.keyPlace }))
    return [name, entry] as const
  })
  return { ...source, entries: new Map(entries) }
}
