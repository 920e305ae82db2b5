/** The type of a file. */
export type FileKind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'block' | 'char'

/** The state of a path; for a link, that of the link itself, not of its target. */
export interface FileState {
  readonly kind: FileKind
  /** Four octal digits. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
  /** Null if the host does not know it: there is no such user, or the host has no `stat`. */
  readonly owner: string | null
  readonly group: string | null
  readonly size: number
  /** Seconds since 1970; null on a host without `stat`. */
  readonly mtime: number | null
  readonly atime: number | null
  readonly ctime: number | null
  readonly inode: number
  readonly device: number
  readonly links: number
  /** The permissions of the session's user, any of `r`, `w`, `x`. For a link, those for its target. */
  readonly access: string
  /** The target of a link, as written in it. */
  readonly target?: string
  /** The final target of a link; null if it does not exist. */
  readonly leadsTo?: FileState | null
  /** The digest of a regular file in hex, if it was requested and the host has a tool for it. */
  readonly digest?: string
}

// GNU, busybox and toybox have `stat -c`, the BSDs `stat -f`. Every host has plain `ls`, but it prints no usable
// times.
export const FORMAT = '%f:%u:%g:%s:%Y:%X:%Z:%i:%d:%h:%U:%G'
export const BSD_FORMAT = '%Xp:%u:%g:%z:%m:%a:%c:%i:%d:%l:%Su:%Sg'

const KINDS: Readonly<Record<number, FileKind>> = {
  1: 'fifo',
  2: 'char',
  4: 'directory',
  6: 'block',
  8: 'file',
  10: 'link',
  12: 'socket',
}

const LS_KINDS: Readonly<Record<string, FileKind>> = {
  p: 'fifo',
  c: 'char',
  d: 'directory',
  b: 'block',
  '-': 'file',
  l: 'link',
  s: 'socket',
}

/** Parses a line of `stat` in FORMAT or of `ls -ldin`. */
export function parseStatLine(line: string): Omit<FileState, 'access'> {
  const fields = line.trim().split(':')
  if (fields.length < 12 || !/^[0-9a-fA-F]+$/.test(fields[0] ?? '')) return parseLsLine(line.trim())
  const [raw = '', uid, gid, size, mtime, atime, ctime, inode, device, links, owner = '', ...group] = fields
  const bits = Number.parseInt(raw, 16)
  const kind = KINDS[bits >> 12]
  if (!kind) throw new Error(`the file type in \`${line}\` is unknown`)
  return {
    kind,
    mode: octal(bits & 0o7777),
    uid: Number(uid),
    gid: Number(gid),
    owner: nameOf(owner, uid),
    group: nameOf(group.join(':'), gid),
    size: Number(size),
    mtime: Number(mtime),
    atime: Number(atime),
    ctime: Number(ctime),
    inode: Number(inode),
    device: Number(device),
    links: Number(links),
  }
}

/** Parses a line of `ls -ldin`: inode, mode letters, links, uid, gid, size (or `major, minor`). */
function parseLsLine(line: string): Omit<FileState, 'access'> {
  const found = /^(\d+)\s+([-dlpscb])([-rwxsStT]{9})\S*\s+(\d+)\s+(\d+)\s+(\d+)\s+(\d+)/.exec(line)
  const [, inode, type = '', letters = '', links, uid, gid, size] = found ?? []
  const kind = LS_KINDS[type]
  if (!found || !kind) throw new Error(`the state \`${line}\` cannot be read`)
  return {
    kind,
    mode: octal(bitsOf(letters)),
    uid: Number(uid),
    gid: Number(gid),
    owner: null,
    group: null,
    size: Number(size),
    mtime: null,
    atime: null,
    ctime: null,
    inode: Number(inode),
    device: 0,
    links: Number(links),
  }
}

/** Returns the mode bits for nine mode letters, `rwxr-sr-t`. */
export function bitsOf(letters: string): number {
  let bits = 0
  ;[...letters].forEach((letter, index) => {
    const isSet = index % 3 === 2 ? /[xst]/.test(letter) : letter !== '-'
    if (isSet) bits |= 1 << (8 - index)
    if (/[sStT]/.test(letter)) bits |= { 2: 0o4000, 5: 0o2000, 8: 0o1000 }[index] ?? 0
  })
  return bits
}

function octal(bits: number): string {
  return bits.toString(8).padStart(4, '0')
}

// Returns null for an id without a name, for which GNU and busybox print UNKNOWN, and the BSDs the number.
function nameOf(name: string, id: string | undefined): string | null {
  return name === 'UNKNOWN' || name === id || name === '' ? null : name
}
