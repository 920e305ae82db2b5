import { Readable } from 'node:stream'
import type { RandomAccessReader } from 'yauzl'
import type { ReadHost } from '../../remote/host.ts'
import { fileBytes } from '../../remote/probes/files/archive.ts'
import type { ArchiveEntry } from './entries.ts'
import type { Bounds } from './read-tar.ts'
import { openZip, readZip } from './read-zip.ts'

/** Number of bytes that are read at once. The table of contents of most zip files fits into their last block. */
const BLOCK = 256 * 1024

/**
 * Reads the table of contents of a zip file on a host, and the targets of its links. The rest of the file is not
 * transferred.
 */
export async function readHostZip(
  host: ReadHost,
  path: string,
  size: number,
  bounds: Bounds,
): Promise<ArchiveEntry[]> {
  const { RandomAccessReader: Base, fromRandomAccessReaderPromise } = await import('yauzl')
  const reader = readerOf(Base, host, path, size)
  return readZip(await fromRandomAccessReaderPromise(reader, size, openZip), bounds, false)
}

/**
 * Returns a reader of the file on the host. It reads whole blocks, counted from the end of the file, and caches the
 * last one.
 */
function readerOf(
  Base: typeof RandomAccessReader,
  host: ReadHost,
  path: string,
  size: number,
): RandomAccessReader {
  let kept: { readonly from: number; readonly bytes: Buffer } = { from: 0, bytes: Buffer.alloc(0) }
  const blockAt = async (position: number): Promise<typeof kept> => {
    if (position >= kept.from && position < kept.from + kept.bytes.length) return kept
    const from = Math.max(0, size - Math.ceil((size - position) / BLOCK) * BLOCK)
    const bytes = await host.ask(fileBytes(path, from, Math.min(BLOCK, size - from)))
    if (from + bytes.length <= position) throw new Error('it ends early')
    kept = { from, bytes }
    return kept
  }
  async function* bytesIn(start: number, end: number): AsyncGenerator<Buffer> {
    for (let at = start; at < end; ) {
      const { from, bytes } = await blockAt(at)
      const part = bytes.subarray(at - from, end - from)
      yield part
      at += part.length
    }
  }
  return new (class extends Base {
    override _readStreamForRange(start: number, end: number): Readable {
      return Readable.from(bytesIn(start, end))
    }
  })()
}
