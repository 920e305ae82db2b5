import { assertDefined } from '../../base/assert-defined.ts'
import { compileGlob } from '../../base/glob.ts'
import { eachInSlices } from '../../base/yield-turns.ts'
import { MOST_MEMBERS, tooMany } from './limits.ts'

/** An entry of an archive. */
export interface ArchiveEntry {
  /** The path without a leading `./` or a trailing `/`; empty for the root of the archive. */
  readonly path: string
  /** The path as it is written in the archive. */
  readonly member: string
  readonly kind: 'file' | 'directory' | 'link' | 'hard' | 'device'
  readonly size: number
  /** Four octal digits. */
  readonly mode: string
  /** Seconds since 1970; absent if the listing has none. */
  readonly mtime?: number
  /** The target of a link, or the path, as written, that a hard link refers to. */
  readonly target?: string
  /** The sha256 of the file in hex; present if its content was read and not only listed. */
  readonly sha256?: string
  /** The CRC-32 from a zip file, in hex. */
  readonly crc32?: string
}

/** Which entries of an archive are wanted, and how their paths are shortened. */
export interface Selection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** Number of leading components that are removed from each path. */
  readonly strip: number
}

/** A wanted entry with `place`, its path relative to the destination. */
export interface SelectedEntry extends ArchiveEntry {
  readonly place: string
  /** True for a directory that has no entry of its own and occurs only in the paths of other entries. */
  readonly isImplied?: true
}

/**
 * Returns the wanted entries and the directories that contain them, parents first. Throws TaskError if there are too
 * many.
 */
export async function selectEntries(
  entries: readonly ArchiveEntry[],
  { include, exclude, strip }: Selection,
  archive: string,
): Promise<SelectedEntry[]> {
  const isWanted = wantedBy(include, exclude)
  const files = new Map<string, ArchiveEntry>()
  const last = new Map<string, SelectedEntry>()
  await eachInSlices(entries, entry => {
    const place = placeOf(entry.member, strip)
    if (entry.kind === 'file' || entry.kind === 'hard') files.set(place, entry)
    if (place === '' || !isWanted(entry.path)) return
    // Of two entries with one path the later one stays, as when it is extracted.
    last.delete(place)
    last.set(place, { ...entry, place })
  })
  const all = withParents(withFirstNames(last, files, strip))
  if (all === undefined) throw tooMany(archive)
  return [...all.values()]
}

/** Returns a path of an archive in its plain form: without `./`, doubled slashes and trailing slashes. */
export function plainMember(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}

/** Returns the directory that contains an entry; empty for the destination itself. */
export function directoryOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('/')))
}

// tar counts a leading `.` as a component like any other.
function placeOf(member: string, strip: number): string {
  const parts = member.split('/').filter(part => part !== '')
  return plainMember(parts.slice(strip).join('/'))
}

/**
 * Adds the directories that occur only in paths of other entries, parents before their content. Returns undefined if
 * there are too many entries.
 */
function withParents(wanted: ReadonlyMap<string, SelectedEntry>): Map<string, SelectedEntry> | undefined {
  const all = new Map<string, SelectedEntry>()
  const add = (place: string): void => {
    if (place === '' || all.has(place)) return
    add(directoryOf(place))
    const implied = { path: place, member: place, kind: 'directory', size: 0, mode: '0755' } as const
    all.set(place, wanted.get(place) ?? { ...implied, place, isImplied: true })
  }
  for (const place of wanted.keys()) {
    add(place)
    if (all.size > MOST_MEMBERS) return undefined
  }
  return all
}

/**
 * Makes each hard link refer to a wanted file. If the file that it refers to is not wanted, the first hard link
 * becomes that file.
 */
function withFirstNames(
  wanted: ReadonlyMap<string, SelectedEntry>,
  files: ReadonlyMap<string, ArchiveEntry>,
  strip: number,
): Map<string, SelectedEntry> {
  const firsts = new Map<string, string>()
  const all = new Map<string, SelectedEntry>()
  for (const [place, entry] of wanted) {
    if (entry.kind !== 'hard') {
      all.set(place, entry)
      continue
    }
    const to = placeOf(assertDefined(entry.target, `what ${entry.path} is a hard link to`), strip)
    const first = wanted.get(to)?.kind === 'file' ? to : firsts.get(to)
    const file = files.get(to)
    if (first !== undefined || file?.kind !== 'file') {
      all.set(place, { ...entry, target: first ?? to })
      continue
    }
    firsts.set(to, place)
    const { path, member } = entry
    all.set(place, { ...file, path, member, place })
  }
  return all
}

function wantedBy(include: readonly string[], exclude: readonly string[]): (path: string) => boolean {
  const [only, never] = [include, exclude].map(patterns =>
    patterns.map(pattern => compileGlob(plainMember(pattern))),
  )
  return path => {
    if (never?.some(glob => glob.matchesAnywhere(path))) return false
    return only?.length === 0 || only?.some(glob => glob.matchesFromStart(path)) === true
  }
}
