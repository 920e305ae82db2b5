import { createHash } from 'node:crypto'
import { inflateRawSync } from 'node:zlib'
import { type ArchiveEntry, plainMember } from './entries.ts'

/** Where the table of contents of a zip file lies. */
export interface ZipDirectory {
  readonly offset: number
  readonly size: number
}

/** An entry of a zip file with what is needed to get at its content. */
export interface ZipEntry extends ArchiveEntry {
  readonly headerOffset: number
  readonly packedSize: number
  readonly method: number
}

/** How many bytes from the end of a zip file are enough to find its table of contents. */
export const ZIP_TAIL = 65_557 + 76

/** Finds the table of contents by the last bytes of a zip file of so many bytes. */
export function findZipDirectory(tail: Buffer, fileSize: number): ZipDirectory {
  const end = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  if (end === -1) throw new Error('this is no zip file, or it is damaged')
  const size = tail.readUInt32LE(end + 12)
  const offset = tail.readUInt32LE(end + 16)
  if (offset !== 0xffffffff && size !== 0xffffffff) return { offset, size }
  const locator = tail.lastIndexOf(Buffer.from([0x50, 0x4b, 6, 7]), end)
  const start = locator === -1 ? -1 : Number(tail.readBigUInt64LE(locator + 8)) - (fileSize - tail.length)
  if (start < 0) throw new Error('the table of contents of this zip file cannot be found')
  return { size: Number(tail.readBigUInt64LE(start + 40)), offset: Number(tail.readBigUInt64LE(start + 48)) }
}

/** Reads a zip file's table of contents. Links lack their targets, which are their content. */
export function parseZipDirectory(bytes: Buffer): ZipEntry[] {
  const entries: ZipEntry[] = []
  for (let at = 0; at + 46 <= bytes.length && bytes.readUInt32LE(at) === 0x02014b50; ) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(field => bytes.readUInt16LE(at + field))
    const nameEnd = at + 46 + (nameLength ?? 0)
    const extraEnd = nameEnd + (extraLength ?? 0)
    entries.push(parseZipEntry(bytes.subarray(at, nameEnd), bytes.subarray(nameEnd, extraEnd)))
    at = extraEnd + (commentLength ?? 0)
  }
  return entries
}

/** Takes an entry's content out of the bytes that begin at its header. */
export function zipContent(entry: ZipEntry, fromHeader: Buffer): Buffer {
  const start = 30 + fromHeader.readUInt16LE(26) + fromHeader.readUInt16LE(28)
  const packed = fromHeader.subarray(start, start + entry.packedSize)
  if (entry.method === 0) return packed
  if (entry.method === 8) return inflateRawSync(packed)
  throw new Error(`\`${entry.path}\` is packed in a way (${entry.method}) that is not read`)
}

/** Reads a whole zip file, files with their sha256. */
export function readZip(bytes: Buffer): ArchiveEntry[] {
  const directory = findZipDirectory(bytes.subarray(-ZIP_TAIL), bytes.length)
  const table = bytes.subarray(directory.offset, directory.offset + directory.size)
  return parseZipDirectory(table).map(entry => {
    if (entry.kind === 'directory' || entry.kind === 'device') return plain(entry)
    const content = zipContent(entry, bytes.subarray(entry.headerOffset))
    if (entry.kind === 'link') return { ...plain(entry), target: content.toString() }
    return { ...plain(entry), sha256: createHash('sha256').update(content).digest('hex') }
  })
}

function plain({ headerOffset: _, packedSize: __, method: ___, ...entry }: ZipEntry): ArchiveEntry {
  return entry
}

const UNIX = 3
const KINDS: Readonly<Record<number, ArchiveEntry['kind']>> = {
  0: 'file',
  4: 'directory',
  8: 'file',
  10: 'link',
}

function parseZipEntry(header: Buffer, extra: Buffer): ZipEntry {
  const raw = header.toString('utf8', 46)
  const attributes = header.readUInt32LE(38) >>> 16
  const isUnix = header[5] === UNIX
  // Windows programs may write backslashes between the parts.
  const name = isUnix ? raw : raw.replaceAll('\\', '/')
  const byName = raw.endsWith('/') ? 'directory' : 'file'
  const kind = isUnix ? (KINDS[attributes >> 12] ?? 'device') : byName
  const wide = zip64Fields(header, extra)
  return {
    path: plainMember(name),
    member: name,
    kind: kind === 'file' ? byName : kind,
    size: byName === 'directory' ? 0 : wide.size,
    mode:
      isUnix && attributes !== 0
        ? (attributes & 0o7777).toString(8).padStart(4, '0')
        : byName === 'file'
          ? '0644'
          : '0755',
    crc32: header.readUInt32LE(16).toString(16).padStart(8, '0'),
    headerOffset: wide.offset,
    packedSize: wide.packed,
    method: header.readUInt16LE(10),
  }
}

function zip64Fields(header: Buffer, extra: Buffer): { size: number; packed: number; offset: number } {
  const fields = {
    size: header.readUInt32LE(24),
    packed: header.readUInt32LE(20),
    offset: header.readUInt32LE(42),
  }
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) !== 1) continue
    let value = at + 4
    for (const field of ['size', 'packed', 'offset'] as const) {
      if (fields[field] !== 0xffffffff) continue
      fields[field] = Number(extra.readBigUInt64LE(value))
      value += 8
    }
  }
  return fields
}
