import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'

/**
 * Bytes that are read from a file at once. Node's default of 64 KiB costs more time than the reading itself; more
 * than this no longer fits into the cache of a processor core.
 */
const PIECE = 256 * 1024

/** Bytes that are read at a time where the buffers are used again: each read wakes another thread, which costs as much as to copy them. */
const LARGE_PIECE = 512 * 1024

/** Opens a file of any size as a stream. */
export function openInPieces(path: string): Readable {
  return createReadStream(path, { highWaterMark: PIECE })
}

/** Returns the digest of a file of any size, in hex. */
export async function digestOfFile(path: string, algorithm: string): Promise<string> {
  const hash = createHash(algorithm)
  for await (const piece of readPieces(path)) hash.update(piece)
  return hash.digest('hex')
}

/**
 * The bytes of a file of any size, in pieces that are read one by one into two buffers in turn: a piece is overwritten when the next but
 * one is asked for. A stream has a new buffer for each piece, which costs more than to read it.
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
