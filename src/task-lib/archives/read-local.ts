import { open } from 'node:fs/promises'
import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { LocalFile } from '../../authoring/project.ts'
import type { LocalContent } from '../../shell/exchange.ts'
import type { ArchiveEntry } from './entries.ts'
import { type Bounds, readTar, SparseError } from './read-tar.ts'
import { openZip, readZip } from './read-zip.ts'

export type ArchiveFormat = 'tar' | 'gzip' | 'xz' | 'bzip2' | 'zstd' | 'zip'

/** Detects the format of an archive by its first six bytes; returns tar if they match no other format. */
export function formatOf(start: Buffer): ArchiveFormat {
  const hex = start.toString('hex', 0, 6)
  if (hex.startsWith('1f8b')) return 'gzip'
  if (hex.startsWith('fd377a585a00')) return 'xz'
  if (hex.startsWith('425a68')) return 'bzip2'
  if (hex.startsWith('28b52ffd')) return 'zstd'
  return /^504b(0304|0506|0708)/.test(hex) ? 'zip' : 'tar'
}

/** Reads an archive on the controller as a stream. Returns undefined if only the programs of a host can read it. */
export async function readLocalArchive(
  local: Pick<LocalFile, 'path' | 'open'>,
  format: ArchiveFormat,
  bounds: Bounds,
): Promise<ArchiveEntry[] | undefined> {
  if (format === 'zip') return readLocalZip(local, bounds)
  if (format !== 'tar' && format !== 'gzip') return undefined
  const source = local.open()
  const tar = format === 'tar' ? source : unpacked(source)
  try {
    return await readTar(tar, bounds)
  } catch (error) {
    if (error instanceof SparseError) return undefined
    throw error
  } finally {
    // The end of the archive may come before the end of the file.
    tar.destroy()
    source.destroy()
  }
}

async function readLocalZip({ path }: Pick<LocalFile, 'path'>, bounds: Bounds): Promise<ArchiveEntry[]> {
  const { fromFdPromise } = await import('yauzl')
  const file = await open(path)
  try {
    return await readZip(await fromFdPromise(file.fd, openZip), bounds, true)
  } finally {
    await file.close()
  }
}

function unpacked(source: Readable): Readable {
  const stream = createGunzip()
  source.on('error', cause => stream.destroy(cause))
  return source.pipe(stream)
}

/** Returns the first six bytes of a file. */
export async function firstBytes(local: Pick<LocalContent, 'open'>): Promise<Buffer> {
  for await (const part of local.open()) return Buffer.from(part as Buffer).subarray(0, 6)
  return Buffer.alloc(0)
}
