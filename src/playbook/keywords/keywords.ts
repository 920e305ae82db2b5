import { suggest } from '../../base/suggest.ts'
import { InputError, type MapSource, type Place } from '../../errors.ts'
import { plainName } from './collections.ts'
import type { Reading } from './context.ts'

/** The keys of a play, block or task with their values, without collection prefixes if those are allowed. */
export type Keywords = MapSource['entries']

/** The keys of a map, without collections. */
export function keywordsOf({ entries }: MapSource): Keywords {
  return new Map([...entries].map(([key, entry]) => [plainName(key), entry]))
}

/** Notes an error for each key that is none of the allowed ones. */
export function refuseUnknownKeys(
  keywords: Keywords,
  allowed: readonly string[],
  what: string,
  { problems }: Reading,
): void {
  for (const [key, { keyPlace }] of keywords) {
    if (!allowed.includes(key)) problems.push(unknownKey(key, allowed, what, keyPlace))
  }
}

/** The error for a key that a play, block or import does not have. */
function unknownKey(key: string, allowed: readonly string[], what: string, place: Place): InputError {
  const near = suggest(key, allowed)
  return new InputError(`${what} has no keyword \`${key}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : `its keywords are ${allowed.join(', ')}`,
  })
}

/** Notes an error for a keyword that makes no sense here, and leaves it out of what is returned. */
export function refuseKeyword(
  keywords: Keywords,
  key: string,
  message: string,
  hint: string,
  { problems }: Reading,
): Keywords {
  const entry = keywords.get(key)
  if (!entry) return keywords
  problems.push(new InputError(message, { place: entry.keyPlace, hint }))
  return new Map([...keywords].filter(([each]) => each !== key))
}

/** Keywords of tasks that Ansible passes over on an import, since the import itself does nothing in a run. */
const UNUSED_ON_IMPORT = [
  'args',
  'async',
  'changed_when',
  'delay',
  'failed_when',
  'loop_control',
  'poll',
  'register',
  'retries',
  'until',
]

/** The keywords of an import without those that have no effect on one, which only the dialect of Ansible allows. */
export function withoutUnused({ dialect }: MapSource, keywords: Keywords): Keywords {
  if (dialect !== 'ansible') return keywords
  return new Map([...keywords].filter(([key]) => !UNUSED_ON_IMPORT.includes(key)))
}
