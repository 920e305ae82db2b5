import { charactersOf, plainName } from '../../base/encodings.ts'

/**
 * Encodes a string. `encoding` is a name that Python accepts, such as `latin-1` or `cp1252`. Undefined if Drover does
 * not support the encoding. Throws EncodingError for a character that the encoding does not have.
 */
export function encodeText(text: string, encoding: string): Buffer | undefined {
  const name = plainName(encoding)
  if (/^(utf8|u8)$/.test(name)) return Buffer.from(text)
  if (/^utf8sig$/.test(name)) return Buffer.from(`${BYTE_ORDER_MARK}${text}`)
  if (/^utf16le$/.test(name)) return Buffer.from(text, 'utf16le')
  if (/^utf16be$/.test(name)) return Buffer.from(text, 'utf16le').swap16()
  if (/^(utf16|u16)$/.test(name)) return Buffer.from(`${BYTE_ORDER_MARK}${text}`, 'utf16le')
  const characters = charactersOf(name)
  return characters && byCharacters(text, characters, encoding)
}

/** The error for a character that an encoding does not have. */
export class EncodingError extends Error {}

const BYTE_ORDER_MARK = '\ufeff'

function byCharacters(text: string, characters: readonly string[], encoding: string): Buffer {
  const codes = new Map(characters.map((character, byte) => [character, byte]))
  const bytes = [...text].map(character => {
    const code = codes.get(character)
    if (code === undefined) throw new EncodingError(`\`${encoding}\` has no character \`${character}\``)
    return code
  })
  return Buffer.from(bytes)
}
