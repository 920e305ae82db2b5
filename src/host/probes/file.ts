import { type Answer, firstOf, type Probe, probe } from '../probe.ts'
import { joinShell, ShellText, sh } from '../shell.ts'
import { type Cursor, cursorOf, type DigestAlgorithm, digestScript, readDigests } from './digest.ts'

export type FileKind = 'file' | 'directory' | 'link' | 'fifo' | 'socket' | 'block' | 'char'

/** What stands at a path, the path itself and not what a link there leads to. */
export interface FileState {
  readonly kind: FileKind
  /** Four octal digits. */
  readonly mode: string
  readonly uid: number
  readonly gid: number
  /** Null where the host does not say: no such user, or a host without `stat`. */
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
  /** What the session's user may do, any of `r`, `w`, `x`; of a link, with what it leads to. */
  readonly access: string
  /** Where a link points, as written in it. */
  readonly target?: string
  /** What a link leads to in the end; null where that is nothing. */
  readonly leadsTo?: FileState | null
  /** Hex, of a regular file, where it was asked for and the host has a tool for it. */
  readonly digest?: string
}

/** Asks what stands at each of some absolute paths; null for nothing, in the order of the paths. */
export function fileStates(
  paths: readonly string[],
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<readonly (FileState | null)[]> {
  return probe({
    title: `state of ${paths.join(' ')}`,
    script: stateScript(paths, options.digest),
    parse: answer => parseFileStates(answer, paths.length),
    together: {
      kind: `file state ${options.digest ?? ''}`,
      about: paths,
      all: all => fileStates(all, options),
      pick: states => states as readonly (FileState | null)[],
    },
  })
}

/** Asks what stands at one absolute path; null for nothing. */
export function fileState(
  path: string,
  options: { digest?: DigestAlgorithm | undefined } = {},
): Probe<FileState | null> {
  return firstOf(fileStates([path], options))
}

/**
 * Exits the script with status 13 where a path that looks absent may only be hidden: its nearest
 * directory cannot be searched. Absent is an answer, "could not look" is not.
 */
export const HIDDEN_OR_ABSENT = new ShellText(`absent() {
  d=$1
  while [ "$d" != / ]; do
    d=\${d%/*}; d=\${d:-/}
    [ -d "$d" ] || continue
    [ -x "$d" ] && return 0
    echo "cannot look into $d: permission denied" >&2; exit 13
  done
}`)

// GNU, busybox and toybox know -c, the BSDs -f; plain ls is everywhere and knows no times.
const FORMAT = '%f:%u:%g:%s:%Y:%X:%Z:%i:%d:%h:%U:%G'
const BSD_FORMAT = '%Xp:%u:%g:%z:%m:%a:%c:%i:%d:%l:%Su:%Sg'

const STATE = new ShellText(`LC_ALL=C; export LC_ALL
look() {
  if s=$(stat $1 -c '${FORMAT}' "$2" 2>/dev/null) || s=$(stat $1 -f '${BSD_FORMAT}' "$2" 2>/dev/null)
  then printf '%s' "$s"
  else s=$(ls -ldin $1 "$2"); printf '%s' "\${s%%/*}"; fi
}
n=$# i=0 have= flags=
for f do
  i=$((i+1))
  if [ -e "$f" ] || [ -L "$f" ]; then
    a=; [ -r "$f" ] && a=r; [ -w "$f" ] && a="\${a}w"; [ -x "$f" ] && a="\${a}x"
    have="$have $i:$a"; set -- "$@" "$f"
  else
    absent "$f"
  fi
done
shift "$n"
printf '%s\\000' "$have"
[ $# -eq 0 ] && exit 0
if s=$(stat -c '${FORMAT}' "$@" 2>/dev/null); then printf '%s\\000' "$s"
else for f do look '' "$f"; echo; done; printf '\\000'; fi
for f do
  if [ -L "$f" ]; then
    if t=$(readlink "$f" 2>/dev/null && echo .); then t=\${t%??}
    else t=$(ls -ld "$f"); t=\${t#* -> }; fi
    printf '%s\\000' "$t"
    [ -e "$f" ] && look -L "$f"
    printf '\\000'
  fi
done`)

function stateScript(paths: readonly string[], digest: DigestAlgorithm | undefined): ShellText {
  const pieces = [HIDDEN_OR_ABSENT, sh`set -- ${paths.map(plainPath)}`, STATE]
  return joinShell(digest ? [...pieces, digestScript(digest)] : pieces)
}

/** The same path without doubled or trailing slashes, as `stat` must see a link that `link/` would follow. */
export function plainPath(path: string): string {
  return path.replace(/\/+/g, '/').replace(/(?<=.)\/$/, '')
}

/** Reads what the state script printed for so many paths. */
export function parseFileStates({ stdout }: Answer, count: number): (FileState | null)[] {
  const cursor = cursorOf(stdout)
  const states = new Array<FileState | null>(count).fill(null)
  const have = cursor
    .next()
    .split(' ')
    .filter(word => word !== '')
    .map(word => ({ index: Number(word.split(':')[0]) - 1, access: word.split(':')[1] ?? '' }))
  if (have.length === 0) return states
  const lines = cursor
    .next()
    .split('\n')
    .filter(line => line !== '')
  if (lines.length !== have.length) {
    throw new Error(`expected the state of ${have.length} paths, got \`${lines.join('\\n')}\``)
  }
  have.forEach(({ index, access }, nth) => {
    states[index] = readLinkOf(cursor, { ...parseStatLine(lines[nth] ?? ''), access })
  })
  if (cursor.isAtEnd()) return states
  return withDigests(
    states,
    have.map(({ index }) => index),
    cursor,
  )
}

function readLinkOf(cursor: Cursor, state: FileState): FileState {
  if (state.kind !== 'link') return state
  const target = cursor.next()
  const led = cursor.next().trim()
  const leadsTo = led === '' ? null : { ...parseStatLine(led), access: state.access }
  return { ...state, target, leadsTo }
}

function withDigests(
  states: (FileState | null)[],
  present: readonly number[],
  cursor: Cursor,
): (FileState | null)[] {
  const digests = readDigests(cursor)
  digests.forEach((digest, nth) => {
    const index = present[nth - 1] ?? -1
    const state = states[index]
    if (!state) return
    states[index] = state.leadsTo ? { ...state, leadsTo: { ...state.leadsTo, digest } } : { ...state, digest }
  })
  return states
}

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

function parseStatLine(line: string): Omit<FileState, 'access'> {
  const fields = line.trim().split(':')
  if (fields.length < 12 || !/^[0-9a-fA-F]+$/.test(fields[0] ?? '')) return parseLsLine(line.trim())
  const [raw = '', uid, gid, size, mtime, atime, ctime, inode, device, links, owner = '', ...group] = fields
  const bits = Number.parseInt(raw, 16)
  const kind = KINDS[bits >> 12]
  if (!kind) throw new Error(`the state \`${line}\` is of no known kind of file`)
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

/** `ls -ldin`: inode, mode letters, links, uid, gid, size (or `major, minor`). */
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

/** The number behind nine mode letters, `rwxr-sr-t`. */
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

// GNU prints UNKNOWN for an id without a name, busybox the same, the BSDs the number.
function nameOf(name: string, id: string | undefined): string | null {
  return name === 'UNKNOWN' || name === id || name === '' ? null : name
}
