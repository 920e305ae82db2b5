import { isUtf8 } from 'node:buffer'
import { createHash } from 'node:crypto'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** Bytes in a plan: text if they are valid UTF-8, otherwise base64. */
export type PlannedContent = { readonly text: string } | { readonly base64: string }

/** Bytes as a plan carries them. */
function packContent(bytes: Buffer): PlannedContent {
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

/** The wanted bytes of a file. */
export interface FileContent {
  readonly sha256: string
  readonly size: number
  /** How the bytes get there. */
  readonly source: FileSource
  /** The bytes, if they are in memory and not too many, for the diff. */
  readonly bytes?: Buffer
  /** As results have it, in Ansible's form. */
  readonly sha1?: string | undefined
  /** Only results of what is sent have it. */
  readonly md5?: () => Promise<string>
}

/**
 * Content in the plan itself, a file of the project that is opened when it is sent, as it is or decrypted if it is encrypted, or a file
 * of the host.
 */
export type FileSource =
  | PlannedContent
  | { readonly file: string; readonly isRaw?: true }
  | { readonly host: string }

/** Bytes in memory as the content of a file. Diffs do not show those that are secret. */
export function contentOf(bytes: Buffer, isSecret = false): FileContent {
  const [sha256, sha1] = [digestHex(bytes), digestHex(bytes, 'sha1')]
  const md5 = async (): Promise<string> => digestHex(bytes, 'md5')
  const content = { sha256, sha1, md5, size: bytes.length, source: packContent(bytes) }
  return isSecret ? content : { ...content, bytes }
}

/** The digest of a regular file: from its state, otherwise from its bytes if the host has no tool. */
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
