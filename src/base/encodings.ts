/**
 * Returns the character of each of the 256 bytes in a single-byte encoding, by any of Python's names for it, such as
 * `latin-1` and `cp1252`; the character of an unused byte is empty. Undefined if the encoding is unknown or has
 * several bytes per character.
 */
export function charactersOf(encoding: string): readonly string[] | undefined {
  const name = plainName(encoding)
  if (/^(ascii|usascii|646)$/.test(name))
    return allBytes(byte => (byte < 128 ? String.fromCharCode(byte) : ''))
  // TextDecoder is not used for Latin-1: on the web that name means Windows-1252.
  if (/^(latin1?|iso88591|l1|8859)$/.test(name)) return allBytes(byte => String.fromCharCode(byte))
  if (/^(cp|windows)1252$/.test(name))
    return allBytes(byte => WINDOWS_1252[byte - 0x80] ?? String.fromCharCode(byte))
  const decoder = decoderOf(name)
  return decoder && allBytes(byte => decoder.decode(Uint8Array.of(byte)).replace('\ufffd', ''))
}

/**
 * Returns the name of an encoding in lower case and without separators, which Python ignores: `utf8` for `UTF-8` and
 * `utf_8`.
 */
export function plainName(encoding: string): string {
  return encoding.toLowerCase().replaceAll(/[-_ ]/g, '')
}

// The characters from 0x80 on. Some releases of Node decode these bytes as Latin-1.
const WINDOWS_1252: readonly string[] = [...'€\0‚ƒ„…†‡ˆ‰Š‹Œ\0Ž\0\0‘’“”•–—˜™š›œ\0žŸ'].map(character =>
  character.replace('\0', ''),
)

function allBytes(characterOf: (byte: number) => string): readonly string[] {
  return Array.from({ length: 256 }, (_, byte) => characterOf(byte))
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
