import { suggest } from '../../base/suggest.ts'
import { InputError, type MapSource, type Place } from '../../errors.ts'
import { plainName } from './collections.ts'
import type { Reading } from './context.ts'

/** The keys and values of a play, block or task. Keys have no collection prefix. */
export type Keywords = MapSource['entries']

/** Returns the entries of a map, with collection prefixes removed from the keys. */
export function keywordsOf({ entries }: MapSource): Keywords {
  return new Map([...entries].map(([key, entry]) => [plainName(key), entry]))
}

/** Adds an error to `problems` for each key that is not allowed. */
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

/** Creates the error for a keyword that `what` (a play, block or import) does not have. */
function unknownKey(key: string, allowed: readonly string[], what: string, place: Place): InputError {
  const near = suggest(key, allowed)
  return new InputError(`${what} has no keyword \`${key}\``, {
    place,
    hint: near ? `did you mean \`${near}\`?` : `its keywords are ${allowed.join(', ')}`,
  })
}

/** Returns the keywords without one that is not permitted here, and adds an error to `problems` if it is present. */
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

/** Keywords of tasks that Ansible ignores on an import, because the import itself does nothing during a run. */
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

/** Removes the keywords that have no effect on an import; only the dialect of Ansible permits them there. */
export function withoutUnused({ dialect }: MapSource, keywords: Keywords): Keywords {
  if (dialect !== 'ansible') return keywords
  return new Map([...keywords].filter(([key]) => !UNUSED_ON_IMPORT.includes(key)))
}
