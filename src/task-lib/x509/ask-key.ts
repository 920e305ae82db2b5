import type { KeyObject } from 'node:crypto'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'
import { readPrivateKey } from './private-key.ts'

/** How a task names a private key: by its path on the host, or as PEM. */
export interface KeySource {
  readonly path?: string | undefined
  readonly content?: string | undefined
  readonly passphrase?: string | undefined
}

/** What changes say of a file whose content is made from scratch. */
export const MADE = {
  ...{ key: 'a new key', request: 'a new request', certificate: 'a new certificate' },
  ...{ parameters: 'new parameters', archive: 'a new archive' },
} as const

/**
 * The private key that a task signs with. Unknown in a dry run if an earlier task would make or change it; `isMade` says which. Throws
 * TaskError if it does not exist or cannot be read.
 */
export async function askPrivateKey(
  host: ReadHost,
  { path, content, passphrase }: KeySource,
): Promise<KeyObject | Unknown> {
  if (content !== undefined) return openKey(Buffer.from(content), passphrase, 'that was given')
  const place = await absolutePath(host, path ?? '')
  const bytes = await orUnknownAnswer(host.ask(fileContent(place)))
  if (bytes instanceof Unknown) return bytes
  if (bytes !== null) return openKey(bytes, passphrase, `at \`${place}\``)
  throw new TaskError(`there is no private key at \`${place}\``, {
    hint: 'create it in an earlier task, such as `openssl_privatekey`',
  })
}

/** Whether what a dry run does not know is made from scratch, so that nothing that was made from the old one stays right. */
export function isMade(value: unknown): boolean {
  return value instanceof Unknown && (Object.values(MADE) as unknown[]).includes(value.known.from)
}

function openKey(bytes: Buffer, passphrase: string | undefined, which: string): KeyObject {
  const read = readPrivateKey(bytes, passphrase)
  if (read) return read.key
  throw new TaskError(`the private key ${which} cannot be read`, {
    hint: 'expected a key in PEM, and its passphrase only if it is encrypted',
  })
}
