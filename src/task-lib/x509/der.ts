/** One element of a DER encoding. Source: X.690, 8.1. */
export interface Der {
  readonly tag: number
  readonly content: Buffer
  /** The encoded element: tag, length and content. */
  readonly bytes: Buffer
}

/** Parses the first DER element. Throws RangeError if it is truncated. */
export function readDer(bytes: Buffer): Der {
  const [tag, first] = [bytes[0], bytes[1]]
  if (tag === undefined || first === undefined) throw new RangeError('the DER encoding is cut short')
  if (first === 0x80) throw new RangeError('the encoding has an indefinite length, which DER does not allow')
  const extra = first < 0x80 ? 0 : first & 0x7f
  const length = extra === 0 ? first : bytes.readUIntBE(2, Math.min(extra, 6))
  const start = 2 + extra
  if (extra > 6 || start + length > bytes.length) throw new RangeError('the DER encoding is cut short')
  return { tag, content: bytes.subarray(start, start + length), bytes: bytes.subarray(0, start + length) }
}

/** The maximum number of elements in a constructed one. */
const MOST_CHILDREN = 10_000

/** Parses the elements of a constructed element, in order. Throws RangeError if there are more than `MOST_CHILDREN`. */
export function childrenOf({ content }: Pick<Der, 'content'>): Der[] {
  const children: Der[] = []
  for (let at = 0; at < content.length; ) {
    if (children.length === MOST_CHILDREN) throw new RangeError('the DER encoding has too many elements')
    const child = readDer(content.subarray(at))
    children.push(child)
    at += child.bytes.length
  }
  return children
}

/** Converts an object identifier to its dotted form, such as `2.5.29.17`. */
export function identifierOf({ content }: Pick<Der, 'content'>): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte < 0x80) {
      arcs.push(arc)
      arc = 0
    }
  }
  const [first = 0, ...rest] = arcs
  const top = Math.min(2, Math.floor(first / 40))
  return [top, first - top * 40, ...rest].join('.')
}

/** Decodes a string element of any string type. */
export function stringOf({ tag, content }: Der): string {
  if (tag === 0x1e) return Buffer.from(content).swap16().toString('utf16le')
  return content.toString(tag === 0x0c ? 'utf8' : 'latin1')
}

/** Returns the indexes of the bits that are set in a BIT STRING. */
export function bitsOf({ content }: Pick<Der, 'content'>): number[] {
  const bits = content.subarray(1)
  return Array.from({ length: bits.length * 8 }, (_, bit) => bit).filter(
    bit => ((bits[bit >> 3] ?? 0) & (0x80 >> (bit & 7))) !== 0,
  )
}

/** Returns the bytes of a BIT STRING without unused bits, such as a signature. */
export function bitsContent({ content }: Pick<Der, 'content'>): Buffer {
  return content.subarray(1)
}

/** Decodes the first PEM block with this label; undefined if there is none. */
export function derOfPem(text: string, label: string): Buffer | undefined {
  const [, body = ''] = new RegExp(`-----BEGIN ${label}-----([^-]*)-----END ${label}-----`).exec(text) ?? []
  return /^[A-Za-z0-9+/=\s]+$/.test(body) ? Buffer.from(body, 'base64') : undefined
}
