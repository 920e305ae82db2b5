import { suggest } from '../base/suggest.ts'
import { InputError, type MapSource } from '../errors.ts'

/** Throws InputError if a map has an unknown key, and suggests the most similar known one. */
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
