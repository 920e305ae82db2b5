import type { KeyObject } from 'node:crypto'
import type { z } from 'zod'
import { hostPath, text } from '../../authoring/params.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContent } from '../../remote/probes/files/read.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { absolutePath } from '../absolute-path.ts'
import { readPrivateKey } from './private-key.ts'

/** The params for a private key: its path on the host, or its content. */
export const privateKeyParams = {
  privatekey_path: hostPath()
    .optional()
    .describe('The path of the private key on the host. It is read into the memory of the controller.')
    .meta({ examples: ['/etc/ssl/private/web.pem'] }),
  privatekey_content: text()
    .optional()
    .describe('The private key itself, in PEM.')
    .meta({ secret: true, examples: ['{{web_key.privatekey}}'] }),
  privatekey_passphrase: text()
    .optional()
    .describe('The passphrase of the private key.')
    .meta({ secret: true, examples: ['{{key_passphrase}}'] }),
}

/** The params of a task that name its private key. */
export type PrivateKeyParams = Partial<z.output<z.ZodObject<typeof privateKeyParams>>>

/** Whether a private key is set. */
export function hasPrivateKey({ privatekey_path, privatekey_content }: PrivateKeyParams): boolean {
  return (privatekey_path ?? privatekey_content) !== undefined
}

/**
 * Reads the private key with which a task signs. In a dry run, returns an `Unknown` if an earlier task would change it;
 * `isNewContent` says whether it is created from scratch. Throws TaskError if it does not exist or cannot be read.
 */
export async function readSigningKey(
  host: ReadHost,
  { privatekey_path: path, privatekey_content: content, privatekey_passphrase: passphrase }: PrivateKeyParams,
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

function openKey(bytes: Buffer, passphrase: string | undefined, which: string): KeyObject {
  const read = readPrivateKey(bytes, passphrase)
  if (read) return read.key
  throw new TaskError(`the private key ${which} cannot be read`, {
    hint: 'expected a key in PEM, and its passphrase only if it is encrypted',
  })
}
