import { createHash } from 'node:crypto'
import { type ArchiveEntry, plainMember } from './entries.ts'
import { MOST_MEMBERS, tooLarge, tooMany } from './limits.ts'

/** The name of an archive in errors, and the maximum size of its content in bytes. */
export interface Bounds {
  readonly archive: string
  readonly maxSize: number
}

/** Thrown for a sparse file, which only the host's own tar can read. */
export class SparseError extends Error {}

/** Maximum size in bytes of a header that contains long names or pax records. */
const LONGEST_HEADER = 1024 * 1024

/**
 * Reads an uncompressed tar file as a stream and returns its entries with the sha256 of each file. No library is
 * used, because the existing ones skip unknown entries and misread names with line breaks. Anything that is misread
 * here is detected when the archive is extracted. Throws SparseError for sparse files, and TaskError if the archive
 * exceeds a limit.
 */
export async function readTar(bytes: AsyncIterable<Buffer>, bounds: Bounds): Promise<ArchiveEntry[]> {
  const reader = readerOf(bytes, bounds)
  const entries: ArchiveEntry[] = []
  let next: Overrides = {}
  let everywhere: Overrides = {}
  let isLastEmpty = false
  for (;;) {
    const block = await reader.read(512)
    if (block === undefined) return entries
    // Two empty blocks mark the end; GNU tar continues after a single one.
    const isEmpty = block.every(byte => byte === 0)
    if (isEmpty && isLastEmpty) return entries
    isLastEmpty = isEmpty
    if (isEmpty) continue
    const header = parseHeader(block)
    const { type } = header
    if (!isSize(header.size)) throw new Error('the size of one of its files is invalid')
    if ('LKxgX'.includes(type)) {
      if (header.size > LONGEST_HEADER) throw new Error('one of its headers is longer than a megabyte')
      const text = await reader.read(header.size)
      if (text === undefined) throw new Error('the archive ends early')
      await reader.skip(paddingOf(header.size))
      if (type === 'g') everywhere = { ...everywhere, ...parsePax(text) }
      else next = { ...next, ...overridesIn(type, text) }
      continue
    }
    if (type === 'S') throw new SparseError()
    const entry = await readEntry(reader, { ...header, ...everywhere, ...next })
    if (entries.length === MOST_MEMBERS) throw tooMany(bounds.archive)
    entries.push(entry)
    next = {}
  }
}

/** Parses a GNU header with a long name, or a pax header: both override fields of the next entry. */
function overridesIn(type: string, text: Buffer): Overrides {
  if (type === 'L') return { path: untilNul(text) }
  return type === 'K' ? { target: untilNul(text) } : parsePax(text)
}

/** Reads the content of an entry to compute its sha256. */
async function readEntry(
  reader: ByteReader,
  { type, path, target, size, mode, mtime }: Header,
): Promise<ArchiveEntry> {
  if (!isSize(size)) throw new Error('the size of one of its files is invalid')
  const kind = kindOf(type, path)
  // Only files have content; the size in a pax header applies to files only.
  const length = kind === 'file' || kind === 'device' ? size : 0
  const sha256 = await reader.digest(length)
  await reader.skip(paddingOf(length))
  return {
    ...{ path: plainMember(path), member: path, kind, size: kind === 'file' ? size : 0, mode, mtime },
    ...(kind === 'link' || kind === 'hard' ? { target } : {}),
    ...(kind === 'file' ? { sha256 } : {}),
  }
}

interface Header {
  readonly path: string
  readonly mode: string
  readonly size: number
  readonly mtime: number
  readonly type: string
  readonly target: string
}

type Overrides = Partial<Pick<Header, 'path' | 'target' | 'size' | 'mtime'>>

function parseHeader(block: Buffer): Header {
  const text = (from: number, length: number): string => untilNul(block.subarray(from, from + length))
  let sum = 0
  for (let index = 0; index < 512; index += 1)
    sum += index >= 148 && index < 156 ? 32 : block.readUInt8(index)
  if (sum !== numberAt(block, 148, 8)) throw new Error('this is not a tar file, or it is damaged')
  const isUstar = block.toString('latin1', 257, 262) === 'ustar'
  const prefix = isUstar && block[263] === 0x30 ? text(345, 155) : ''
  return {
    path: prefix === '' ? text(0, 100) : `${prefix}/${text(0, 100)}`,
    mode: (numberAt(block, 100, 8) & 0o7777).toString(8).padStart(4, '0'),
    size: numberAt(block, 124, 12),
    mtime: numberAt(block, 136, 12),
    type: block[156] === 0 ? '0' : String.fromCharCode(block.readUInt8(156)),
    target: text(157, 100),
  }
}

/** Parses a number: octal digits, or GNU's base 256 if the first bit is set. */
function numberAt(block: Buffer, from: number, length: number): number {
  const field = block.subarray(from, from + length)
  const lead = field.readUInt8(0)
  if (lead & 0x80) return field.subarray(1).reduce((value, byte) => value * 256 + byte, lead & 0x3f)
  return Number.parseInt(untilNul(field).trim() || '0', 8)
}

/** Parses pax records, which have the form `length key=value\n`; the length includes its own digits. */
function parsePax(text: Buffer): Overrides {
  const found: { path?: string; target?: string; size?: number; mtime?: number } = {}
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(32, at)
    const length = Number(text.toString('latin1', at, space))
    if (space === -1 || !(length > 0) || space - at > 10) break
    const record = text.toString('utf8', space + 1, at + length - 1)
    const [key, value] = [record.slice(0, record.indexOf('=')), record.slice(record.indexOf('=') + 1)]
    if (key === 'path') found.path = value
    if (key === 'linkpath') found.target = value
    if (key === 'size') found.size = Number(value)
    if (key === 'mtime') found.mtime = Math.floor(Number(value))
    if (key.startsWith('GNU.sparse.')) throw new SparseError()
    at += length
  }
  return found
}

function isSize(number: number): boolean {
  return Number.isSafeInteger(number) && number >= 0
}

function kindOf(type: string, path: string): ArchiveEntry['kind'] {
  if ('07'.includes(type)) return path.endsWith('/') ? 'directory' : 'file'
  return ({ '1': 'hard', '2': 'link', '5': 'directory' } as const)[type as '1'] ?? 'device'
}

function paddingOf(size: number): number {
  return (512 - (size % 512)) % 512
}

function untilNul(bytes: Buffer): string {
  const end = bytes.indexOf(0)
  return bytes.toString('utf8', 0, end === -1 ? bytes.length : end)
}

type ByteReader = ReturnType<typeof readerOf>

/** Reads the stream in pieces of the requested length. Bytes that are digested or skipped are not kept in memory. */
function readerOf(bytes: AsyncIterable<Buffer>, { archive, maxSize }: Bounds) {
  const source = bytes[Symbol.asyncIterator]()
  let held: Buffer = Buffer.alloc(0)
  let came = 0
  const fill = async (): Promise<boolean> => {
    const { value, done } = await source.next()
    if (done) return false
    came += value.length
    // safety: decompressing an archive on the controller stops at the size limit
    if (came > maxSize) throw tooLarge(archive, maxSize)
    held = value
    return true
  }
  const take = async (length: number, use: (part: Buffer) => void): Promise<void> => {
    let left = length
    while (left > 0) {
      if (held.length === 0 && !(await fill())) throw new Error('the archive ends early')
      const part = held.subarray(0, left)
      held = held.subarray(part.length)
      left -= part.length
      use(part)
    }
  }
  return {
    /** Reads the next bytes; undefined at the end of the stream. */
    read: async (length: number): Promise<Buffer | undefined> => {
      if (held.length === 0 && !(await fill())) return undefined
      const parts: Buffer[] = []
      await take(length, part => parts.push(part))
      return parts.length === 1 ? parts[0] : Buffer.concat(parts)
    },
    skip: (length: number) => take(length, () => {}),
    digest: async (length: number): Promise<string> => {
      const hash = createHash('sha256')
      await take(length, part => hash.update(part))
      return hash.digest('hex')
    },
  }
}
