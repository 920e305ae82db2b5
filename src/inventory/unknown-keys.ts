import { suggest } from '../base/suggest.ts'
import { InputError, type MapSource } from '../errors.ts'

/** Throws InputError if a map has a key that is not known, with the nearest one that is. */
export function refuseUnknownKeys({ entries }: MapSource, known: readonly string[], what: string): void {
  for (const [key, { keyPlace }] of entries) {
    if (known.includes(key)) continue
    const near = suggest(key, known)
    throw new InputError(`${what} cannot have \`${key}\``, {
      place: keyPlace,
      hint: near ? `did you mean \`${near}\`?` : `known are ${known.map(each => `\`${each}\``).join(', ')}`,
    })
  }
}
