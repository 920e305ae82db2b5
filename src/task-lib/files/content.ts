import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'

/** Bytes in a plan: text if they are valid UTF-8, otherwise base64. */
export type PlannedContent = { readonly text: string } | { readonly base64: string }

/** Bytes as a plan carries them. */
export function packContent(bytes: Buffer): PlannedContent {
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') }
}

/** The bytes that a plan carries. */
export function unpackContent(content: PlannedContent): Buffer {
  return 'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64')
}

/** The digest of bytes in hex. */
export function digestHex(bytes: Buffer | string, algorithm = 'sha256'): string {
  return createHash(algorithm).update(bytes).digest('hex')
}
