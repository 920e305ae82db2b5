import { ownValue } from '../../base/own-value.ts'
import { InputError, type MapSource } from '../../errors.ts'
import { isTaskType, type Reading } from '../keywords/context.ts'

/**
 * Keywords that mean nothing here: task types have no namespace, and facts are gathered as they are needed. Of a play, `collections`
 * is read before for its roles.
 */
export const PASSED_OVER: readonly string[] = ['collections', 'gather_subset', 'gather_timeout']

/** Keywords of former versions of Ansible, and what they are now. */
const RENAMED: Readonly<Record<string, string>> = { sudo: 'become', sudo_user: 'become_user' }

/** A play, block or task without old keywords: those that have another name now go by that. What is wrong is noted. */
export function withoutOldKeywords(source: MapSource, reading: Reading): MapSource {
  const isKept = (key: string): boolean => isTaskType(key, reading) || !PASSED_OVER.includes(key)
  const kept = [...source.entries].filter(([key]) => isKept(key))
  return withNewNames({ ...source, entries: new Map(kept) }, reading)
}

/** A map in which keywords of former versions of Ansible go by their names of now. One that is there by both is noted. */
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
