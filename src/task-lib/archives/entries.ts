import { assertDefined } from '../../base/assert-defined.ts'
import { compileGlob } from '../../base/glob.ts'
import { eachInSlices } from '../../base/yield-turns.ts'
import { MOST_MEMBERS, tooMany } from './limits.ts'

/** One thing that an archive holds. */
export interface ArchiveEntry {
  /** The path without a leading `./` and a closing `/`; empty for the archive's own root. */
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
  /** Hex, if the archive was read and not only listed. */
  readonly sha256?: string
  /** Hex, as a zip file notes it. */
  readonly crc32?: string
}

/** The selected part of an archive, and its destination. */
export interface Selection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** How many leading parts of each path are removed. */
  readonly strip: number
}

/** An entry with its path below the destination. */
export interface SelectedEntry extends ArchiveEntry {
  readonly place: string
  /** A directory that is only named in the paths of what is in it. */
  readonly isImplied?: true
}

/** The entries that are wanted, with their places, and the directories that these are in, parents first. */
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

/** The plain form of a path in an archive: without `./`, doubled and closing slashes. */
export function plainMember(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}

/** The directory that a place is in; empty for the destination itself. */
export function directoryOf(place: string): string {
  return place.slice(0, Math.max(0, place.lastIndexOf('/')))
}

// tar counts a leading `.` as a part like any other.
function placeOf(member: string, strip: number): string {
  const parts = member.split('/').filter(part => part !== '')
  return plainMember(parts.slice(strip).join('/'))
}

/** Adds the directories that are named only in paths, parents before what is in them; undefined if there are too many. */
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

/** Hard links lead to a file that is wanted; one whose file is not wanted is a file itself. */
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
