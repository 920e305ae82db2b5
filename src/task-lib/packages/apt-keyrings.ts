import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { contentOf } from '../files/content.ts'
import { namesInDirectory } from '../files/entries.ts'
import { armored, type KeyBlock, keysIn } from '../pki/openpgp.ts'

/** The keyring for keys without a named keyring. Source: apt-key(8). */
export const MAIN_KEYRING = '/etc/apt/trusted.gpg'

/** The directory of additional keyrings; apt reads all of them. Source: apt-key(8). */
export const KEYRING_PARTS = '/etc/apt/trusted.gpg.d'

/**
 * Returns the existing keyrings by path, each with its keys: only the named keyring, or `target` and all keyrings in
 * `KEYRING_PARTS`. Throws TaskError if `target` is not a keyring.
 */
export async function aptKeyrings(
  host: ReadHost,
  { keyring }: { readonly keyring?: string | undefined },
  target: string,
): Promise<ReadonlyMap<string, KeyBlock[]>> {
  const paths = keyring === undefined ? [target, ...(await ringsBelow(host))] : [target]
  const contents = await host.ask(fileContents(paths))
  return new Map(
    paths.flatMap((path, nth) => {
      const bytes = contents[nth] ?? null
      if (bytes === null) return []
      return [[path, path === target ? keysIn(bytes, `\`${path}\``) : keysOrNone(bytes)] as const]
    }),
  )
}

/** Returns no keys for a file that is not a keyring: apt only warns about it. */
function keysOrNone(bytes: Buffer): KeyBlock[] {
  try {
    return keysIn(bytes, 'a keyring')
  } catch (error) {
    if (error instanceof TaskError) return []
    throw error
  }
}

async function ringsBelow(host: ReadHost): Promise<string[]> {
  const names = await namesInDirectory(host, KEYRING_PARTS)
  return names.filter(name => /\.(gpg|asc)$/.test(name)).map(name => `${KEYRING_PARTS}/${name}`)
}

/** Returns the file that holds these keys: ASCII-armored if the path ends in `.asc`, otherwise binary. */
export function wantedKeyring(path: string, keys: readonly KeyBlock[]) {
  const bytes = Buffer.concat(keys.map(key => key.bytes))
  return { path, content: contentOf(path.endsWith('.asc') ? armored(bytes) : bytes), follow: true }
}
