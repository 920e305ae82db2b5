import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** File content in a plan: a string if it is valid UTF-8, otherwise base64. */
export type PlannedContent = { readonly text: string } | { readonly base64: string }

/** Converts bytes to the form in which a plan stores them. */
function packContent(bytes: Buffer): PlannedContent {
  return isUtf8(bytes) ? { text: bytes.toString('utf8') } : { base64: bytes.toString('base64') }
}

/** Returns the bytes of content in a plan. */
export function unpackContent(content: PlannedContent): Buffer {
  return 'text' in content ? Buffer.from(content.text) : Buffer.from(content.base64, 'base64')
}

/** Returns the digest of bytes in hex. */
export function digestHex(bytes: Buffer | string, algorithm = 'sha256'): string {
  return createHash(algorithm).update(bytes).digest('hex')
}

/** The wanted content of a file. */
export interface FileContent {
  readonly sha256: string
  readonly size: number
  /** Where apply gets the bytes from. */
  readonly source: FileSource
  /** The bytes, for the diff; absent if they are secret, too many or not in memory. */
  readonly bytes?: Buffer
  /** The sha1 in hex, which Ansible's results contain. */
  readonly sha1?: string | undefined
  /** Computes the md5 in hex, which Ansible's results contain for content that is sent; absent if it is not sent. */
  readonly md5?: () => Promise<string>
}

/**
 * Where the content of a file comes from: the plan itself, a file of the project or a file on the host. A file of the
 * project is opened when it is sent, and decrypted if it is encrypted, unless `isRaw` is set.
 */
export type FileSource =
  | PlannedContent
  | { readonly file: string; readonly isRaw?: true }
  | { readonly host: string }

/** Returns bytes in memory as the content of a file. Diffs do not show secret content. */
export function contentOf(bytes: Buffer, isSecret = false): FileContent {
  const [sha256, sha1] = [digestHex(bytes), digestHex(bytes, 'sha1')]
  const md5 = async (): Promise<string> => digestHex(bytes, 'md5')
  const content = { sha256, sha1, md5, size: bytes.length, source: packContent(bytes) }
  return isSecret ? content : { ...content, bytes }
}

/**
 * Returns the digest of a regular file in hex: from its state or, if the host has no tool that computes it, from its
 * content.
 */
export async function digestOf(
  host: ReadHost,
  path: string,
  state: FileState,
  algorithm = 'sha256',
): Promise<string> {
  if (state.digest !== undefined) return state.digest
  const bytes = await host.ask(fileContent(path))
  return bytes === null ? '' : digestHex(bytes, algorithm)
}
