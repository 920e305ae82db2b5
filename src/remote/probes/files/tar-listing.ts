import { createHash } from 'node:crypto'
import { shorten } from '../../../base/shorten.ts'
import { TaskError } from '../../../errors.ts'
import type { Answer } from '../../../shell/exchange.ts'
import { bitsOf } from './stat-line.ts'

/** One line of a host's `tar -tv`. */
interface ListedMember {
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link' | 'hard' | 'device'
  readonly size: number
  readonly mode: string
  /** Seconds since 1970, to the minute if the host's tar shows no seconds. */
  readonly mtime?: number
  readonly target?: string
}

/** What a host says of an archive that its tar can read. */
export type TarListing =
  | {
      readonly members: readonly ListedMember[]
      /** sha256 of the lines as they came. */
      readonly listed: string
    }
  /** A program that the host lacks. */
  | { readonly lacks: string }
  | { readonly isTooMuch: 'bytes' | 'members' }

/** Exit statuses of a listing that was ended: more bytes come out of the archive than may, or more entries. */
export const TOO_LARGE = 6
export const TOO_MANY = 7

/** Reads a tar's version line and its `-tv` lines; throws for a line that it does not understand. */
export function parseTarListing({ status, stdout, stderr }: Answer): TarListing {
  if (status === 5) return { lacks: stdout.toString().split('\n').at(-1) ?? '' }
  if (status === TOO_LARGE) return { isTooMuch: 'bytes' }
  if (status === TOO_MANY) return { isTooMuch: 'members' }
  // busybox shows names only after it has mended them, and says so.
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

/** The exit statuses of a script that got more than the allowed bytes or lines from an archive. */

function parserFor(version: string): (line: string) => ListedMember {
  if (version.includes('GNU tar')) return parseGnu
  return version.includes('bsdtar') ? parseBsd : parseBusybox
}

const USUAL =
  /^([-a-zA-Z])([-rwxsStT]{9})\S?\s+\S+\/\S+\s+([\d,]+)\s+(\d{4}-\d\d-\d\d) (\d\d:\d\d(?::\d\d)?) (.*)$/s

const BSD = /^([-a-zA-Z])([-rwxsStT]{9})\S?\s+\d+ \S+\s+\S+\s+([\d,]+) (\w{3}) +(\d+ +[\d:]+) (.*)$/s

function parseGnu(line: string): ListedMember {
  const member = parseWith(USUAL, line)
  // GNU writes what is odd in a name as \n, \\ or \303.
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

/** Twice the longest path, and the fields before it; an escaped byte has four characters. */
const LONGEST_LINE = 8 * 4096 + 200

const KINDS: Readonly<Record<string, ListedMember['kind']>> = {
  '-': 'file',
  C: 'file',
  d: 'directory',
  l: 'link',
  h: 'hard',
}

function parseWith(shape: RegExp, line: string): ListedMember {
  const isTooLong = line.length > LONGEST_LINE
  const [, type = '', letters = '', size = '', date = '', time = '', rest = ''] =
    (isTooLong ? null : shape.exec(line)) ?? []
  if (type === '') throw unjudged(line)
  const mode = bitsOf(letters).toString(8).padStart(4, '0')
  const kind = KINDS[type] ?? 'device'
  const [path = '', target, ...more] = rest.split(/ -> | link to /)
  // busybox shows a hard link as an empty file with an arrow.
  const hasTarget =
    kind === 'link' || kind === 'hard' || (kind === 'file' && size === '0' && target !== undefined)
  // bsdtar names the month, and the year only of what is old.
  const seconds = /^\d{4}-/.test(date) ? Date.parse(`${date}T${time}Z`) / 1000 : Number.NaN
  const mtime = Number.isNaN(seconds) ? {} : { mtime: seconds }
  if (!hasTarget) return { path: rest, kind, size: kind === 'file' ? Number(size) : 0, mode, ...mtime }
  if (target === undefined || more.length > 0) throw unjudged(line)
  return { path, kind: kind === 'file' ? 'hard' : kind, size: 0, mode, ...mtime, target }
}

/** A name with a line break or an arrow in it can pretend to be something else. */
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
