import type { Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { LocalContent } from '../../host/host.ts'
import type { ArchiveEntry } from './entries.ts'
import { readTar } from './read-tar.ts'
import { readZip } from './read-zip.ts'

export type ArchiveFormat = 'tar' | 'gzip' | 'xz' | 'bzip2' | 'zstd' | 'zip'

/** Tells an archive's format by its first six bytes; tar where they say nothing. */
export function formatOf(start: Buffer): ArchiveFormat {
  const hex = start.toString('hex', 0, 6)
  if (hex.startsWith('1f8b')) return 'gzip'
  if (hex.startsWith('fd377a585a00')) return 'xz'
  if (hex.startsWith('425a68')) return 'bzip2'
  if (hex.startsWith('28b52ffd')) return 'zstd'
  return /^504b(0304|0506|0708)/.test(hex) ? 'zip' : 'tar'
}

/** Reads an archive on the controller; undefined for the formats that only a host's own tools read. */
export async function readLocalArchive(
  local: LocalContent & { readonly read: () => Promise<Buffer> },
  format: ArchiveFormat,
): Promise<ArchiveEntry[] | undefined> {
  if (format === 'zip') return readZip(await local.read())
  if (format !== 'tar' && format !== 'gzip') return undefined
  const source = local.open()
  try {
    return await readTar(format === 'tar' ? source : unpacked(source))
  } finally {
    // The list ends before the file does.
    source.destroy()
  }
}

function unpacked(source: Readable): Readable {
  const stream = createGunzip()
  source.on('error', cause => stream.destroy(cause))
  return source.pipe(stream)
}

/** The first bytes of content. */
export async function firstBytes(local: LocalContent): Promise<Buffer> {
  for await (const part of local.open()) return Buffer.from(part as Buffer).subarray(0, 6)
  return Buffer.alloc(0)
}
