import { shorten } from '../../base/shorten.ts'
import { eachInSlices } from '../../base/yield-turns.ts'
import { type ArchiveEntry, plainMember, type SelectedEntry } from './entries.ts'
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

/**
 * Refuses an archive if its listing has unsafe entries, before anything is extracted. Unsafe are absolute paths,
 * `..`, devices, entries below a link, and content that exceeds the limits. Since a listing may be forged, the
 * extracted files are checked again (`unsafe-entries.ts`).
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
 * Refuses symbolic links that lead out of the destination, resolved as the kernel does, through the archive's own
 * links. `..` may pass only through directories of the archive, because other directories are unknown.
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
  // GNU tar treats such a name as a sparse file; other programs treat it as an ordinary name.
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
    // Links in a circle are refused too: no useful archive needs them.
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

/** Shortens a name for messages: a long one, which the archive controls, could hide the rest of the message. */
function shown(text: string): string {
  return shorten(text, 200)
}
