import { createHash } from 'node:crypto'
import { createReadStream, readFileSync } from 'node:fs'
import { open, readFile } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/**
 * Bytes that are read from a file at once. Node's default of 64 KiB costs more time than the reading itself; more
 * than this no longer fits into the cache of a processor core.
 */
const PIECE = 256 * 1024

/** Bytes that are read at a time into buffers that are reused. Each read wakes another thread, which costs about as much as the copy. */
const LARGE_PIECE = 512 * 1024

/** Opens a file of any size as a stream. */
export function openInPieces(path: string): Readable {
  return createReadStream(path, { highWaterMark: PIECE })
}

/** Files up to this many bytes are read synchronously, which takes less time than waking another thread. */
const MAX_AT_ONCE = 1024 * 1024

/** Reads all bytes of a file of about that size. */
export async function readWhole(path: string, size: bigint): Promise<Buffer> {
  return size > MAX_AT_ONCE ? readFile(path) : readFileSync(path)
}

/** Returns the digest of a file of any size, in hex. */
export async function digestOfFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm)
  for await (const piece of readPieces(path)) hash.update(piece)
  return hash.digest('hex')
}

/**
 * Reads a file of any size in pieces, into two buffers in turn. A piece is overwritten when the piece after the next one is requested.
 * A stream allocates a new buffer for each piece, which costs more than reading it.
 */
export async function* readPieces(path: string): AsyncGenerator<Buffer> {
  const file = await open(path)
  try {
    const buffers = [Buffer.allocUnsafe(LARGE_PIECE), Buffer.allocUnsafe(LARGE_PIECE)] as const
    for (let isEven = true; ; isEven = !isEven) {
      const { bytesRead, buffer } = await file.read(buffers[isEven ? 0 : 1])
      if (bytesRead === 0) return
      yield buffer.subarray(0, bytesRead)
    }
  } finally {
    await file.close()
  }
}
