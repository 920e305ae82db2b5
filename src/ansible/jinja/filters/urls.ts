import { iterate } from '../compare.ts'
import { toText } from '../text.ts'
import { isDict } from '../values.ts'

/** Encodes a value as Python's `urllib.parse.quote` does, or a dict or a list of pairs as `urlencode` does. */
export function urlEncode(value: unknown): string {
  if (!isDict(value) && !Array.isArray(value)) return percentEncode(toText(value), '/')
  const pairs = isDict(value)
    ? Object.entries(value)
    : iterate(value).map(pair => {
        const [key, part] = iterate(pair)
        return [toText(key), part] as const
      })
  const query = (part: unknown): string => percentEncode(toText(part), '').replaceAll('%20', '+')
  return pairs.map(([key, part]) => `${query(key)}=${query(part)}`).join('&')
}

function percentEncode(text: string, safe: string): string {
  return [...Buffer.from(text)]
    .map(byte => {
      const character = String.fromCharCode(byte)
      if (/[\w.~-]/.test(character) || safe.includes(character)) return character
      return `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}
