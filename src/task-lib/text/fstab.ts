import { escapeOctal, unescapeOctal } from '../../base/octal-escapes.ts'
import { joinLines, splitLines } from './lines.ts'

/** An entry of fstab(5), with its fields unescaped. */
export interface FstabEntry {
  readonly src: string
  /** The mount point; `none` for swap. */
  readonly path: string
  readonly fstype: string
  readonly opts: string
  readonly dump: string
  readonly passno: string
}

/**
 * Selects entries by their mount point. Entries that are not mounted at a path, such as swap, are selected by their
 * source too.
 */
export type FstabKey = Pick<FstabEntry, 'path'> & { readonly src?: string | undefined }

/** Returns the selected entries, in the order of the file. */
export function fstabEntries(text: string, key: FstabKey): readonly FstabEntry[] {
  return splitLines(text).flatMap(line => {
    const entry = entryIn(line)
    return entry && isMeant(entry, key) ? [entry] : []
  })
}

/**
 * Replaces the entries that have the mount point of `wanted`, or adds it at the end. Entries that are already right and
 * all other lines are kept.
 */
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

/** Removes the selected entries. */
export function withoutFstabEntry(text: string, key: FstabKey): string {
  const lines = splitLines(text)
  const next = lines.filter(line => {
    const entry = entryIn(line)
    return !entry || !isMeant(entry, key)
  })
  return next.length === lines.length ? text : joinLines(next)
}

/**
 * Parses a line; undefined for comments, and for lines with fewer than four or more than six fields, which mount does
 * not read completely. Such lines are kept.
 */
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
