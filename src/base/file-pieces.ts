import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/**
 * Bytes that are read from a file at once. Node's default of 64 KiB costs more time than the reading itself; more
 * than this no longer fits into the cache of a processor core.
 */
const PIECE = 256 * 1024

/** Opens a file of any size as a stream. */
export function openInPieces(path: string): Readable {
  return createReadStream(path, { highWaterMark: PIECE })
}

/** Returns the digest of a file of any size, in hex. */
export async function digestOfFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm)
  const file = await open(path)
  try {
    const piece = Buffer.allocUnsafe(PIECE)
    let read = await file.read(piece)
    while (read.bytesRead > 0) {
      hash.update(piece.subarray(0, read.bytesRead))
      read = await file.read(piece)
    }
  } finally {
    await file.close()
  }
  return hash.digest('hex')
}
