import { assertDefined } from '../../base/assert-defined.ts'
import { compileGlob } from '../../base/glob.ts'
import { shorten } from '../../base/shorten.ts'
import { eachInSlices } from '../../base/yield-turns.ts'
import {
  LONGEST_PATH,
  MOST_DEPTH,
  MOST_FAR_LINKS,
  MOST_LINKS,
  MOST_MEMBERS,
  MOST_STEPS,
  refused,
  tooLarge,
  tooMany,
} from './limits.ts'

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

/**
 * Refuses an archive by what its listing says, before anything is extracted: what no tool may be given to extract, such as
 * absolute paths, `..`, devices, and what lies below a link; and what is too much. What was extracted is checked once more
 * (`unsafe-entries.ts`): a listing may lie.
 */
export async function refuseUnsafe(
  entries: readonly ArchiveEntry[],
  archive: string,
  maxSize: number,
): Promise<void> {
  if (entries.length > MOST_MEMBERS) throw tooMany(archive)
  if (entries.reduce((sum, { size }) => sum + size, 0) > maxSize) throw tooLarge(archive, maxSize)
  const links = new Set(entries.filter(({ kind }) => kind === 'link').map(({ path }) => path))
  await eachInSlices(entries, entry => {
    const reason = whyUnsafe(entry, links)
    if (reason !== undefined) throw refused(archive, `\`${shown(entry.path)}\` ${reason}`)
  })
}

/**
 * Refuses links that would leave the destination, resolved as the kernel would, through the archive's own
 * links. `..` may pass only directories of the archive itself: other directories are unknown.
 */
export async function refuseLeadingOut(wanted: readonly SelectedEntry[], archive: string): Promise<void> {
  const there = new Map(wanted.map(each => [each.place, each]))
  const far = wanted.filter(({ kind, target = '' }) => kind === 'link' && /\/|^\.\.$/.test(target))
  if (far.length > MOST_FAR_LINKS)
    throw refused(archive, `more than ${MOST_FAR_LINKS} of its links point to other directories`)
  await eachInSlices(wanted, ({ place, path, kind, target = '' }) => {
    // safety: a symlink in an archive listing cannot point outside the destination
    if (kind === 'link' && leavesRoot(place, target, there))
      throw refused(archive, `\`${shown(path)}\` is a link to \`${shown(target)}\`, outside of the directory`)
  })
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

function whyUnsafe(
  { path, kind, target = '' }: ArchiveEntry,
  links: ReadonlySet<string>,
): string | undefined {
  const parts = path.split('/')
  // safety: an archive entry cannot have an absolute path
  if (path.startsWith('/')) return 'is an absolute path'
  if (path.includes('\0') || target.includes('\0')) return 'contains a NUL byte'
  if (path.includes('\ufffd') || target.includes('\ufffd')) return 'has a name that is not UTF-8'
  // safety: an archive entry cannot leave its directory through `..`
  if (parts.includes('..')) return 'leaves the directory with `..`'
  if (Math.max(Buffer.byteLength(path), Buffer.byteLength(target)) > LONGEST_PATH)
    return `has a path of more than ${LONGEST_PATH} bytes`
  if (parts.length > MOST_DEPTH) return `is more than ${MOST_DEPTH} directories deep`
  // safety: an archive cannot contain devices
  if (kind === 'device') return 'is a device, a pipe or of an unknown kind'
  // What GNU's tar knows, and others take for a name.
  if (/(^|\/)GNUSparseFile\.\d+\//.test(path))
    return 'is a sparse file, which the tar on the host does not support'
  // safety: an archive entry cannot lie below a symlink of the archive
  if (isBelowLink(path, links)) return 'is below a link of the archive'
  if (kind !== 'hard') return undefined
  // safety: a hard link in an archive listing cannot point outside the archive
  const isOutside = target.startsWith('/') || target.split('/').includes('..')
  if (isOutside || isBelowLink(plainMember(target), links))
    return `is a hard link to \`${shown(target)}\`, outside of the directory`
  return undefined
}

function isBelowLink(path: string, links: ReadonlySet<string>): boolean {
  for (let at = path.indexOf('/'); at !== -1; at = path.indexOf('/', at + 1))
    if (links.has(path.slice(0, at))) return true
  return false
}

/**
 * Resolves a link's target component by component, through the other links, and returns whether it may leave
 * the root.
 */
function leavesRoot(
  place: string,
  target: string,
  there: ReadonlyMap<string, Pick<SelectedEntry, 'kind' | 'target'>>,
): boolean {
  if (target.startsWith('/')) return true
  const at = place.split('/').slice(0, -1)
  const ahead = target.split('/').reverse()
  let links = 0
  for (let step = 0; ahead.length > 0; step += 1) {
    // A circle leads nowhere, yet nothing that is read here needs one.
    if (step >= MOST_STEPS - 1) return true
    const part = ahead.pop() ?? ''
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (at.pop() === undefined) return true
      continue
    }
    const found = there.get([...at, part].join('/'))
    if (found?.kind === 'link') {
      // If it ends at another link, that one is checked separately.
      if (ahead.length === 0) return false
      links += 1
      if (links > MOST_LINKS || found.target?.startsWith('/') !== false) return true
      ahead.push(...found.target.split('/').reverse())
    } else if (found?.kind === 'directory') at.push(part)
    else return ahead.includes('..')
  }
  return false
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

/** Names are the archive's: too long a one would hide what is said about it. */
function shown(text: string): string {
  return shorten(text, 200)
}
