import { createHash, type Hash } from 'node:crypto'
import { createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { openInPieces } from '../../base/file-pieces.ts'
import { TaskError } from '../../errors.ts'
import type { Progress } from '../../remote/host.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import type { LocalContent } from '../../shell/exchange.ts'
import { type Download, shownUrl } from './download.ts'
import { httpInto } from './http-get.ts'

/**
 * Downloads to a private file on the controller, verifies its checksum, and passes its content to `use`. The file is
 * deleted afterwards. Throws TaskError if the digest differs.
 */
export async function withDownload(
  download: Download,
  checksum: { readonly algorithm: DigestAlgorithm; readonly hex: string } | null,
  use: (content: LocalContent) => Promise<unknown>,
  progress: (progress: Progress) => void = () => {},
): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'drover-'))
  try {
    const file = join(directory, 'download')
    const hash = createHash(checksum?.algorithm ?? 'sha256')
    const work = `download ${shownUrl(download.url)} to the controller`
    const onBytes = (bytes: number, total: number | undefined): void => progress({ work, bytes, total })
    await httpInto({ ...download, onBytes }, async bytes => {
      await pipeline(bytes, hashing(hash), createWriteStream(file, { flags: 'wx', mode: 0o600 }))
    })
    const hex = hash.digest('hex')
    // safety: a download must match its checksum
    if (checksum && hex !== checksum.hex) {
      const { algorithm, hex: wanted } = checksum
      throw new TaskError(
        `\`${shownUrl(download.url)}\` has the ${algorithm} \`${hex}\`, expected \`${wanted}\``,
        {
          hint: 'the download was damaged or replaced, or the checksum belongs to another version',
        },
      )
    }
    await use({ size: statSync(file).size, open: () => openInPieces(file), file })
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}

/** Returns the sha256 of the content at a URL. The controller downloads it without storing it. */
export async function digestOfDownload(download: Download): Promise<string> {
  const hash = createHash('sha256')
  await httpInto(download, hash)
  return hash.digest('hex')
}

function hashing(hash: Hash) {
  return async function* (bytes: AsyncIterable<unknown>): AsyncIterable<Buffer> {
    for await (const part of bytes) {
      hash.update(part as Buffer)
      yield part as Buffer
    }
  }
}
