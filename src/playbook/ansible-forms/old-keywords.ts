import { InputError, type MapSource } from '../../errors.ts'
import type { Reading } from '../keywords/context.ts'

/** Keywords that mean nothing here: task types have no namespace, and facts are gathered as they are needed. */
const PASSED_OVER: readonly string[] = ['collections', 'gather_subset', 'gather_timeout']

/** Keywords of former versions of Ansible, and what they are now. */
const RENAMED: Readonly<Record<string, string>> = { sudo: 'become', sudo_user: 'become_user' }

/** A play, block or task without old keywords: those that have another name now go by that. What is wrong is noted. */
export function withoutOldKeywords(source: MapSource, reading: Reading): MapSource {
  const { taskTypes } = reading
  const isKept = (key: string): boolean => taskTypes.includes(key) || !PASSED_OVER.includes(key)
  const kept = [...source.entries].filter(([key]) => isKept(key))
  return withNewNames({ ...source, entries: new Map(kept) }, reading)
}

/** A map in which keywords of former versions of Ansible go by their names of now. One that is there by both is noted. */
export function withNewNames(source: MapSource, { problems, taskTypes }: Reading): MapSource {
  const entries = [...source.entries].map(([key, entry]) => {
    const name = taskTypes.includes(key) || !Object.hasOwn(RENAMED, key) ? undefined : RENAMED[key]
    if (name === undefined) return [key, entry] as const
    if (source.entries.has(name))
      problems.push(new InputError(`\`${key}\` and \`${name}\` are the same`, { place: entry.keyPlace }))
    return [name, entry] as const
  })
  return { ...source, entries: new Map(entries) }
}
