/**
 * The bytes of a text in an encoding, by the names that Python has for it, such as `latin-1` and `cp1252`. Undefined if there is no
 * such encoding here. Throws EncodingError for a character that the encoding does not have.
 */
export function encodeText(text: string, encoding: string): Buffer | undefined {
  const name = encoding.toLowerCase().replaceAll(/[-_ ]/g, '')
  if (/^(utf8|u8)$/.test(name)) return Buffer.from(text)
  if (/^utf8sig$/.test(name)) return Buffer.from(`${BYTE_ORDER_MARK}${text}`)
  if (/^utf16le$/.test(name)) return Buffer.from(text, 'utf16le')
  if (/^utf16be$/.test(name)) return Buffer.from(text, 'utf16le').swap16()
  if (/^(utf16|u16)$/.test(name)) return Buffer.from(`${BYTE_ORDER_MARK}${text}`, 'utf16le')
  const codes = codesOf(name)
  return codes && byCodes(text, codes, encoding)
}

/** A character that an encoding does not have. */
export class EncodingError extends Error {}

const BYTE_ORDER_MARK = '\ufeff'

function byCodes(text: string, codes: ReadonlyMap<string, number>, encoding: string): Buffer {
  const bytes = [...text].map(character => {
    const code = codes.get(character)
    if (code === undefined) throw new EncodingError(`\`${encoding}\` has no character \`${character}\``)
    return code
  })
  return Buffer.from(bytes)
}

/** The byte of each character, of an encoding in which every character is one byte. */
function codesOf(name: string): ReadonlyMap<string, number> | undefined {
  if (/^(ascii|usascii|646)$/.test(name))
    return codesWith(byte => (byte < 128 ? String.fromCharCode(byte) : ''))
  // On the web, its name stands for Windows-1252.
  if (/^(latin1?|iso88591|l1|8859)$/.test(name)) return codesWith(byte => String.fromCharCode(byte))
  if (/^(cp|windows)1252$/.test(name))
    return codesWith(byte => WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte))
  const decoder = decoderOf(name)
  return decoder && codesWith(byte => decoder.decode(Uint8Array.of(byte)))
}

// From 0x80 on. Some releases of Node decode these bytes as Latin-1.
const WINDOWS_1252: readonly string[] = [...'€\ufffd‚ƒ„…†‡ˆ‰Š‹Œ\ufffdŽ\ufffd\ufffd‘’“”•–—˜™š›œ\ufffdžŸ']

function codesWith(characterOf: (byte: number) => string): ReadonlyMap<string, number> {
  const pairs = Array.from({ length: 256 }, (_, byte) => [characterOf(byte), byte] as const)
  return new Map(pairs.filter(([character]) => character !== '' && character !== '\ufffd'))
}

const ONE_BYTE = /^(iso-8859-\d+|windows-\d+|koi8-[ru]|macintosh|ibm866)$/

function decoderOf(name: string) {
  const label = name
    .replace(/^(?:cp|windows)(?=125\d|874)/, 'windows-')
    .replace(/^cp866$/, 'ibm866')
    .replace(/^iso8859(?=\d)/, 'iso-8859-')
    .replace(/^koi8(?=[ru])/, 'koi8-')
    .replace(/^macroman$/, 'macintosh')
  try {
    const decoder = new TextDecoder(label)
    return ONE_BYTE.test(decoder.encoding) ? decoder : undefined
  } catch {
    return undefined
  }
}
