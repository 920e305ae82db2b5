import { createHash } from 'node:crypto'
import { shorten } from '../../../base/shorten.ts'
import { TaskError } from '../../../errors.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { bitsOf } from './stat-line.ts'

/** One line of the output of `tar -tv`. */
interface ListedMember {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link' | 'hard' | 'device'
  readonly size: number
  readonly mode: string
  /** Seconds since 1970, rounded down to the minute if the host's tar shows no seconds. */
  readonly mtime?: number
  readonly target?: string
}

/** The entries of an archive, as listed by the host's tar. */
export type TarListing =
  | {
      readonly members: readonly ListedMember[]
      /** The sha256 of the lines of the listing, unchanged. */
      readonly listed: string
    }
  /** The name of a program that the host lacks. */
  | { readonly lacks: string }
  | { readonly isTooMuch: 'bytes' | 'members' }

/** Exit statuses of a script that stopped because an archive contains more bytes, or more entries, than allowed. */
export const TOO_LARGE = 6
export const TOO_MANY = 7

/** Parses the version line of tar and its `-tv` lines. Throws TaskError for a line that it does not understand. */
export function parseTarListing({ status, stdout, stderr }: Answer): TarListing {
  if (status === 5) return { lacks: stdout.toString().split('\n').at(-1) ?? '' }
  if (status === TOO_LARGE) return { isTooMuch: 'bytes' }
  if (status === TOO_MANY) return { isTooMuch: 'members' }
  // busybox removes `/` and `..` from names before it shows them, and prints a message about it.
  const mended = /^tar: removing leading .*$/im.exec(stderr.toString())?.[0]
  if (mended !== undefined) {
    throw new TaskError(
      `the archive is refused: it contains a path that is absolute or leaves the directory with \`..\` (${mended})`,
      {
        hint: 'nothing was extracted; get the archive from a source you trust, or repack it',
      },
    )
  }
  const [version = '', ...lines] = stdout.toString('utf8').split('\n')
  const read = parserFor(version)
  const listed = createHash('sha256')
    .update(stdout.subarray(stdout.indexOf(10) + 1))
    .digest('hex')
  return { listed, members: lines.filter(line => line !== '').map(read) }
}

/** Returns the line parser for the tar that printed this version line. */

function parserFor(version: string): (line: string) => ListedMember {
  if (version.includes('GNU tar')) return parseGnu
  return version.includes('bsdtar') ? parseBsd : parseBusybox
}

const USUAL =
  /^([-a-zA-Z])([-rwxsStT]{9})\S?\s+\S+\/\S+\s+([\d,]+)\s+(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) (.*)$/s

const BSD = /^([-a-zA-Z])([-rwxsStT]{9})\S?\s+\d+ \S+\s+\S+\s+([\d,]+) (\w{3}) +(\d+ +[\d:]+) (.*)$/s

function parseGnu(line: string): ListedMember {
  const member = parseWith(USUAL, line)
  // GNU tar escapes unusual characters in a name, as \n, \\ or \303.
  const plain = (text: string): string => unescapeOctal(text)
  return {
    ...member,
    path: plain(member.path),
    ...(member.target === undefined ? {} : { target: plain(member.target) }),
  }
}

function parseBsd(line: string): ListedMember {
  return parseWith(BSD, line)
}

function parseBusybox(line: string): ListedMember {
  return parseWith(USUAL, line)
}

/**
 * The longest valid line: two of the longest paths (in which an escaped byte has four characters), and the fields
 * before them.
 */
const MAX_LINE = 8 * 4096 + 200

const KINDS: Readonly<Record<string, ListedMember['kind']>> = {
  '-': 'file',
  C: 'file',
  d: 'directory',
  l: 'link',
  h: 'hard',
}

function parseWith(shape: RegExp, line: string): ListedMember {
  const isTooLong = line.length > MAX_LINE
  const [, type = '', letters = '', size = '', date = '', time = '', rest = ''] =
    (isTooLong ? null : shape.exec(line)) ?? []
  if (type === '') throw unjudged(line)
  const mode = bitsOf(letters).toString(8).padStart(4, '0')
  const kind = KINDS[type] ?? 'device'
  const [path = '', target, ...more] = rest.split(/ -> | link to /)
  // busybox shows a hard link as an empty file with an arrow.
  const hasTarget =
    kind === 'link' || kind === 'hard' || (kind === 'file' && size === '0' && target !== undefined)
  // bsdtar prints the name of the month, and the year only for old files: the time is then unknown.
  const seconds = /^\d{4}-/.test(date) ? Date.parse(`${date}T${time}Z`) / 1000 : Number.NaN
  const mtime = Number.isNaN(seconds) ? {} : { mtime: seconds }
  if (!hasTarget) return { path: rest, kind, size: kind === 'file' ? Number(size) : 0, mode, ...mtime }
  if (target === undefined || more.length > 0) throw unjudged(line)
  return { path, kind: kind === 'file' ? 'hard' : kind, size: 0, mode, ...mtime, target }
}

/** The error for a name that contains a line break or an arrow: it could imitate another entry. */
function unjudged(line: string): TaskError {
  return new TaskError(
    `the archive is refused: the tar on the host lists \`${shorten(line, 200)}\`, which cannot be parsed safely`,
    {
      hint: 'nothing was extracted; repack it without line breaks and arrows in the names',
    },
  )
}

function unescapeOctal(text: string): string {
  if (!text.includes('\\')) return text
  const letters: Record<string, number> = { n: 10, t: 9, r: 13, b: 8, f: 12, v: 11, a: 7, '\\': 92 }
  const bytes = Buffer.from(text)
    .toString('latin1')
    .replace(/\\([0-7]{3}|[\s\S])/g, (_, code: string) =>
      String.fromCharCode(
        code.length === 3 ? Number.parseInt(code, 8) : (letters[code] ?? code.charCodeAt(0)),
      ),
    )
  return Buffer.from(bytes, 'latin1').toString('utf8')
}
