import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import { contentOf } from '../files/content.ts'
import { namesInDirectory } from '../files/entries.ts'
import { armored, type KeyBlock, keysIn } from '../pki/openpgp.ts'

/** The keyring that apt uses if none is named. Source: apt-key(8). */
export const MAIN_KEYRING = '/etc/apt/trusted.gpg'

/** The folder of further keyrings, which apt all reads. Source: apt-key(8). */
export const KEYRING_PARTS = '/etc/apt/trusted.gpg.d'

/** The keyrings that count, with their keys: the one that is named, or all that apt reads. */
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

/** Of a file that is no keyring, apt only warns. */
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

/** What a keyring should hold; apt reads keyrings as another user. */
export function wantedKeyring(path: string, keys: readonly KeyBlock[]) {
  const bytes = Buffer.concat(keys.map(key => key.bytes))
  return { path, content: contentOf(path.endsWith('.asc') ? armored(bytes) : bytes), follow: true }
}
