import { TaskError } from '../../errors.ts'

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
  /** Seconds since 1970; absent where the listing does not say. */
  readonly mtime?: number
  /** Where a link points, or the path, as written, that a hard link shares its content with. */
  readonly target?: string
  /** Hex, where the archive was read and not only listed. */
  readonly sha256?: string
  /** Hex, as a zip file notes it. */
  readonly crc32?: string
}

/** What of an archive is wanted, and where it goes. */
export interface Selection {
  readonly include: readonly string[]
  readonly exclude: readonly string[]
  /** How many leading parts of each path are cut off. */
  readonly strip: number
}

/** An entry with the path, below the destination, that it shall have. */
export interface SelectedEntry extends ArchiveEntry {
  readonly place: string
}

/**
 * Refuses an archive that could write outside the directory it is extracted to: absolute paths, `..`, links that
 * lead out (worked out as the kernel would, through the archive's own links), entries below links, and devices.
 */
export function refuseUnsafe(entries: readonly ArchiveEntry[], archive: string): void {
  const links = new Map<string, string>()
  for (const entry of entries) {
    if (entry.kind === 'link') links.set(entry.path, entry.target ?? '')
  }
  for (const entry of entries) {
    const reason = whyUnsafe(entry, links)
    if (reason === undefined) continue
    throw new TaskError(`the archive \`${archive}\` is refused: \`${entry.path}\` ${reason}`, {
      hint: 'nothing was extracted; get the archive from where you trust it, or pack it anew',
    })
  }
}

/** The entries that are wanted, with their places; directories that only lead to others are among them. */
export function selectEntries(
  entries: readonly ArchiveEntry[],
  { include, exclude, strip }: Selection,
): SelectedEntry[] {
  const last = new Map<string, SelectedEntry>()
  for (const entry of entries) {
    const place = placeOf(entry.member, strip)
    if (place === '' || !isWanted(entry.path, include, exclude)) continue
    // Of two entries with one path the later one stays, as when it is extracted.
    last.delete(place)
    const target = entry.kind === 'hard' ? { target: placeOf(entry.target ?? '', strip) } : {}
    last.set(place, { ...entry, ...target, place })
  }
  return [...last.values()]
}

/** The plain form of a path in an archive: without `./`, doubled and closing slashes. */
export function plainMember(path: string): string {
  const parts = path.split('/').filter(part => part !== '' && part !== '.')
  return (path.startsWith('/') ? '/' : '') + parts.join('/')
}

// tar counts a leading `.` as a part like any other.
function placeOf(member: string, strip: number): string {
  const parts = member.split('/').filter(part => part !== '')
  return plainMember(parts.slice(strip).join('/'))
}

function whyUnsafe(entry: ArchiveEntry, links: ReadonlyMap<string, string>): string | undefined {
  const { path, kind, target = '' } = entry
  if (path.startsWith('/')) return 'is an absolute path'
  if (path.includes('\0')) return 'holds a NUL byte'
  if (path.split('/').includes('..')) return 'leaves the directory by `..`'
  if (kind === 'device') return 'is a device, a pipe or of an unknown kind'
  if (isBelowLink(path, links)) return 'lies below a link of the archive'
  if (kind === 'link' && leavesRoot(path, target, links)) return `is a link that leads out, to \`${target}\``
  if (kind === 'hard') {
    const isOutside = target.startsWith('/') || target.split('/').includes('..')
    if (isOutside || isBelowLink(plainMember(target), links))
      return `is a hard link that leads out, to \`${target}\``
  }
  return undefined
}

function isBelowLink(path: string, links: ReadonlyMap<string, string>): boolean {
  const parts = path.split('/')
  return parts.some((_, index) => index > 0 && links.has(parts.slice(0, index).join('/')))
}

/** Walks a link's target part by part, through the other links, and tells whether it ever goes above the root. */
function leavesRoot(path: string, target: string, links: ReadonlyMap<string, string>): boolean {
  let at = path.split('/').slice(0, -1)
  let ahead = target.split('/')
  if (target.startsWith('/')) return true
  for (let steps = 0; ahead.length > 0; steps++) {
    // A circle leads nowhere, yet nothing that is read here needs one.
    if (steps > 1000) return true
    const [part = '', ...rest] = ahead
    ahead = rest
    if (part === '' || part === '.') continue
    if (part === '..') {
      if (at.length === 0) return true
      at = at.slice(0, -1)
      continue
    }
    const next = [...at, part]
    const through = ahead.length > 0 ? links.get(next.join('/')) : undefined
    if (through === undefined) at = next
    else if (through.startsWith('/')) return true
    else ahead = [...through.split('/'), ...rest]
  }
  return false
}

function isWanted(path: string, include: readonly string[], exclude: readonly string[]): boolean {
  if (exclude.some(pattern => matchesAnywhere(path, pattern))) return false
  return include.length === 0 || include.some(pattern => matchesFromStart(path, pattern))
}

/** A pattern takes a path that it matches from its start, and all that is below such a path. */
function matchesFromStart(path: string, pattern: string): boolean {
  const regex = globRegex(plainMember(pattern))
  const parts = path.split('/')
  return parts.some((_, index) => regex.test(parts.slice(0, index + 1).join('/')))
}

/** As tar's `--exclude`: the pattern may also begin after any slash. */
function matchesAnywhere(path: string, pattern: string): boolean {
  const parts = path.split('/')
  return parts.some((_, index) => matchesFromStart(parts.slice(index).join('/'), pattern))
}

/** What a pattern matches as tar has it: its wildcards match slashes too. */
export function globRegex(pattern: string): RegExp {
  const text = pattern.replace(/\[!?[^\]]+\]|[\s\S]/g, part => {
    if (part === '*') return '[\\s\\S]*'
    if (part === '?') return '[\\s\\S]'
    if (part.length > 1) return part.replace(/^\[!/, '[^').replaceAll('\\', '\\\\')
    return part.replace(/[.+^${}()|[\]\\/]/, '\\$&')
  })
  return new RegExp(`^${text}$`)
}
