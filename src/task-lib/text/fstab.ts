import { escapeOctal, unescapeOctal } from '../../base/octal-escapes.ts'
import { joinLines, splitLines } from './lines.ts'

/** A line of fstab(5), its fields without escapes. */
export interface FstabEntry {
  readonly src: string
  /** Where it is mounted; `none` for swap. */
  readonly path: string
  readonly fstype: string
  readonly opts: string
  readonly dump: string
  readonly passno: string
}

/** Which entries are meant: those of a path, and of what is mounted nowhere, such as swap, those of a source. */
export type FstabKey = Pick<FstabEntry, 'path'> & { readonly src?: string | undefined }

/** The entries that are meant, in the order of the file. */
export function fstabEntries(text: string, key: FstabKey): readonly FstabEntry[] {
  return splitLines(text).flatMap(line => {
    const entry = entryIn(line)
    return entry && isMeant(entry, key) ? [entry] : []
  })
}

/** The text with an entry in the place of those that are meant, or at the end. Entries that are right, and all other lines, stay as they are. */
export function withFstabEntry(text: string, wanted: FstabEntry): string {
  const lines = splitLines(text)
  const next = lines.map(line => {
    const entry = entryIn(line)
    return entry && isMeant(entry, wanted) && !isSame(entry, wanted) ? lineOf(wanted) : line
  })
  const isThere = fstabEntries(text, wanted).length > 0
  const all = isThere ? next : [...next, lineOf(wanted)]
  return isThere && all.every((line, at) => line === lines[at]) ? text : joinLines(all)
}

/** The text without the entries that are meant. */
export function withoutFstabEntry(text: string, key: FstabKey): string {
  const lines = splitLines(text)
  const next = lines.filter(line => {
    const entry = entryIn(line)
    return !entry || !isMeant(entry, key)
  })
  return next.length === lines.length ? text : joinLines(next)
}

/** A line of fewer than four fields or more than six is none that mount reads, or only in part: it is left alone. */
function entryIn(line: string): FstabEntry | undefined {
  if (line.trim() === '' || line.trim().startsWith('#')) return undefined
  const fields = line.trim().split(/\s+/).map(unescapeOctal)
  const [src, path, fstype, opts, dump = '0', passno = '0'] = fields
  if (fields.length > 6 || src === undefined || path === undefined) return undefined
  return fstype === undefined || opts === undefined ? undefined : { src, path, fstype, opts, dump, passno }
}

function isMeant(entry: FstabEntry, { path, src }: FstabKey): boolean {
  if (entry.path.replace(/(?<=.)\/+$/, '') !== path) return false
  return path.startsWith('/') || src === undefined || entry.src === src
}

function isSame(entry: FstabEntry, wanted: FstabEntry): boolean {
  const fields = ['src', 'fstype', 'opts', 'dump', 'passno'] as const
  return fields.every(field => entry[field] === wanted[field])
}

function lineOf({ src, path, fstype, opts, dump, passno }: FstabEntry): string {
  const fields = [src, path, fstype, opts, dump, passno]
  // Ansible escapes `&` too.
  return fields.map(field => escapeOctal(field, /[\\\s&]/g)).join(' ')
}
