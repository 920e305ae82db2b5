import { createHash } from 'node:crypto'
import { setImmediate } from 'node:timers/promises'
import type { Entry, ZipFile } from 'yauzl'
import { type ArchiveEntry, plainMember } from './entries.ts'
import { MOST_MEMBERS, tooLarge, tooMany } from './limits.ts'
import type { Bounds } from './read-tar.ts'

/** Options of `yauzl`. Names are not decoded by `yauzl`, so that they are read as `unzip` reads them. */
export const openZip = { decodeStrings: false, autoClose: false } as const

/**
 * Reads the table of contents of a zip file, and the targets of its links. With `isHashed`, also reads each file to
 * compute its sha256. Only the table of contents is kept in memory. Throws TaskError for too much content, before
 * anything is decompressed.
 */
export async function readZip(
  zip: ZipFile,
  { archive, maxSize }: Bounds,
  isHashed: boolean,
): Promise<ArchiveEntry[]> {
  const found: Entry[] = []
  let unpacked = 0
  for await (const entry of zip.eachEntry()) {
    found.push(entry)
    unpacked += entry.uncompressedSize
    if (found.length > MOST_MEMBERS) throw tooMany(archive)
    if (unpacked > maxSize) throw tooLarge(archive, maxSize)
    if (found.length % 1000 === 0) await setImmediate()
  }
  const entries: ArchiveEntry[] = []
  for (const entry of found) entries.push(await describe(zip, entry, isHashed))
  return entries
}

/** Maximum length of a link's target in bytes: no longer path is valid. */
const LONGEST_LINK = 4096

async function describe(zip: ZipFile, entry: Entry, isHashed: boolean): Promise<ArchiveEntry> {
  const known = knownOf(entry)
  if (known.kind === 'link') {
    if (entry.uncompressedSize > LONGEST_LINK) throw new Error(`the link \`${known.path}\` is too long`)
    const parts: Buffer[] = []
    for await (const part of await zip.openReadStreamPromise(entry)) parts.push(part as Buffer)
    return { ...known, size: 0, target: Buffer.concat(parts).toString() }
  }
  if (known.kind !== 'file' || !isHashed) return known
  const hash = createHash('sha256')
  for await (const part of await zip.openReadStreamPromise(entry)) hash.update(part as Buffer)
  return { ...known, sha256: hash.digest('hex') }
}

const UNIX = 3
const KINDS: Readonly<Record<number, ArchiveEntry['kind']>> = {
  0: 'file',
  4: 'directory',
  8: 'file',
  10: 'link',
}

function knownOf(entry: Entry): ArchiveEntry {
  const raw = (entry.fileName as unknown as Buffer).toString()
  const attributes = entry.externalFileAttributes >>> 16
  const isUnix = entry.versionMadeBy >> 8 === UNIX
  // Windows programs may separate the components with backslashes.
  const name = isUnix ? raw : raw.replaceAll('\\', '/')
  const byName = name.endsWith('/') ? 'directory' : 'file'
  const kind = isUnix ? (KINDS[attributes >> 12] ?? 'device') : byName
  const ofUnix = isUnix && attributes !== 0 ? (attributes & 0o7777).toString(8).padStart(4, '0') : undefined
  return {
    path: plainMember(name),
    member: name,
    kind: kind === 'file' ? byName : kind,
    size: byName === 'directory' ? 0 : entry.uncompressedSize,
    mode: ofUnix ?? (byName === 'file' ? '0644' : '0755'),
    crc32: entry.crc32.toString(16).padStart(8, '0'),
  }
}
