import { assertDefined } from '../../base/assert-defined.ts'
import { eachInSlices } from '../../base/yield-turns.ts'
import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId, userId } from '../../remote/probes/account.ts'
import { crcOfFiles, digestOfAll } from '../../remote/probes/files/archive.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import type { Attributes } from '../files/attributes.ts'
import { KIND_NAMES } from '../files/describe-state.ts'
import { resolveMode } from '../files/mode.ts'
import { readStates } from '../files/put-tree.ts'
import type { ArchiveEntry, SelectedEntry } from './entries.ts'
import type { ArchiveDigests } from './inspect.ts'

/** The entries of an archive that are missing or differ on the host, as paths relative to the destination. */
export interface ArchiveDifference {
  readonly missing: readonly string[]
  /** Files and links to replace, and directories whose mode or owner has to be set. */
  readonly different: readonly string[]
  /** Paths that are newer on the host than in the archive, if newer files are kept. */
  readonly newer: readonly string[]
}

/** What the entries of an archive are compared with: the destination and the wanted attributes. */
export interface Comparison extends Attributes {
  readonly dest: string
  readonly keepsNewer: boolean
  readonly format: 'tar' | 'zip'
  readonly keepsSetId: boolean
  /** All entries of the archive, including those that are not wanted. */
  readonly entries: readonly ArchiveEntry[]
  /** Reads the sha256 of files; present if the listing of the archive did not contain them. */
  readonly digests?: ArchiveDigests | undefined
}

interface Compared extends Comparison {
  readonly uid: number | null | undefined
  readonly gid: number | null | undefined
  readonly states: ReadonlyMap<string, FileState | null>
}

/**
 * Compares the wanted entries of an archive with the host: kinds, sizes, contents, link targets, modes, and, if
 * requested, owners and the modes of directories. Throws TaskError if something is in the way that is not replaced.
 */
export async function compareArchive(
  host: ReadHost,
  wanted: readonly SelectedEntry[],
  comparison: Comparison,
): Promise<ArchiveDifference> {
  const { dest } = comparison
  const paths = wanted.map(entry => placeIn(dest, entry.place))
  const [found, uid, gid] = await Promise.all([
    readStates(host, paths),
    accountId(host, comparison.owner, userId),
    accountId(host, comparison.group, groupId),
  ])
  const states = new Map(wanted.map((entry, index) => [entry.place, found[index] ?? null]))
  const compared = { ...comparison, uid, gid, states }
  const missing = new Set<string>()
  const different = new Set<string>()
  const newer: string[] = []
  const unread: SelectedEntry[] = []
  await eachInSlices(wanted, entry => {
    const state = states.get(entry.place) ?? null
    if (state === null) missing.add(entry.place)
    else if (isNewer(entry, state, comparison)) newer.push(entry.place)
    else {
      refuseInTheWay(entry, state, placeIn(dest, entry.place))
      if (isOther(entry, state, compared)) different.add(entry.place)
      else if (entry.kind === 'file' && entry.sha256 === undefined) unread.push(entry)
    }
  })
  for (const place of await otherContents(host, unread, compared)) different.add(place)
  // A hard link and its file are replaced together.
  for (const { place, kind, target = '' } of wanted) {
    if (kind !== 'hard' || newer.includes(target)) continue
    const isChanged = [place, target].some(each => missing.has(each) || different.has(each))
    for (const each of isChanged ? [place, target] : []) if (!missing.has(each)) different.add(each)
  }
  return { missing: [...missing], different: [...different], newer }
}

/**
 * Returns the mode that an entry should have on the host, as four octal digits. Without `keepsSetId`, set-user-id and
 * set-group-id bits of files are dropped.
 */
export function wantedMode(
  { kind, mode: own }: ArchiveEntry,
  { mode, keepsSetId }: Pick<Comparison, 'mode' | 'keepsSetId'>,
): string {
  const isDirectory = kind === 'directory'
  const kept = isDirectory || keepsSetId ? own : octal(Number.parseInt(own, 8) & 0o1777)
  if (mode === undefined) return kept
  return resolveMode(isDirectory ? directoryMode(mode) : mode, { mode: kept, isDirectory })
}

/**
 * Returns a mode for directories: each class of users that may read a directory may also enter it. Symbolic modes are
 * returned unchanged.
 */
export function directoryMode(mode: string): string {
  if (!/^[0-7]{4}$/.test(mode)) return mode
  const bits = Number.parseInt(mode, 8)
  return octal(bits | ((bits & 0o444) >> 2))
}

function octal(bits: number): string {
  return bits.toString(8).padStart(4, '0')
}

/**
 * Throws TaskError if the host has something that the entry cannot replace. Only files and links are replaced,
 * because only they can be replaced atomically; a directory is never replaced by a file.
 */
function refuseInTheWay({ kind }: SelectedEntry, state: FileState, path: string): void {
  const isDirectory = kind === 'directory'
  const mayReplace = isDirectory ? state.kind === 'directory' : ['file', 'link'].includes(state.kind)
  if (mayReplace) return
  const isLink = isDirectory && state.leadsTo?.kind === 'directory'
  throw new TaskError(
    `the archive has a ${kind === 'hard' ? 'file' : kind} for \`${path}\`, but the host has a ${KIND_NAMES[state.kind]}${isLink ? ` to \`${state.target}\`` : ''}`,
    {
      hint: isLink
        ? 'links in `dest` are not followed: extract to the target of the link, or remove the link'
        : 'move it away, or choose another `dest`',
    },
  )
}

function isOther(entry: SelectedEntry, state: FileState, compared: Compared): boolean {
  const { uid, gid, states } = compared
  if ((uid !== undefined && uid !== state.uid) || (gid !== undefined && gid !== state.gid)) return true
  if (entry.kind === 'link') return state.kind !== 'link' || state.target !== entry.target
  if (entry.kind === 'directory') return isOtherMode(entry, state, compared)
  if (state.kind !== 'file') return true
  if (entry.kind === 'hard')
    return (
      states.get(assertDefined(entry.target, `what ${entry.path} is a hard link to`))?.inode !== state.inode
    )
  if (state.size !== entry.size) return true
  if (entry.sha256 !== undefined && state.digest !== undefined && state.digest !== entry.sha256) return true
  return isOtherMode(entry, state, compared)
}

function isOtherMode(entry: SelectedEntry, state: FileState, compared: Compared): boolean {
  const { mode, format, keepsSetId } = compared
  const wanted = Number.parseInt(wantedMode(entry, compared), 8)
  const differing = wanted ^ Number.parseInt(state.mode, 8)
  if (entry.kind === 'directory') {
    // Existing directories keep their mode unless the task sets one; chmod keeps set-group-id bits.
    return mode !== undefined && (differing & (wanted & 0o6000 ? 0o7777 : 0o1777)) !== 0
  }
  if (mode !== undefined || keepsSetId) return (differing & 0o7777) !== 0
  // Some unzip programs restore only the owner's permissions from a zip file.
  return (differing & (format === 'zip' ? 0o700 : 0o777)) !== 0
}

function isNewer(entry: SelectedEntry, state: FileState, { keepsNewer }: Comparison): boolean {
  return keepsNewer && entry.kind === 'file' && entry.mtime !== undefined && (state.mtime ?? 0) > entry.mtime
}

/**
 * Compares the contents of files of equal size whose sha256 is not known from reading the archive. Returns the paths
 * of those that differ.
 */
async function otherContents(
  host: ReadHost,
  unread: readonly SelectedEntry[],
  { dest, digests, entries, states }: Compared,
): Promise<readonly string[]> {
  if (unread.length === 0) return []
  const paths = unread.map(entry => placeIn(dest, entry.place))
  if (unread.every(entry => entry.crc32 !== undefined)) {
    const sums = await host.ask(crcOfFiles(paths))
    return unread.filter((entry, index) => entry.crc32 !== sums[index]).map(entry => entry.place)
  }
  const files = entries.filter(({ kind }) => kind === 'file')
  if (files.length === unread.length) {
    // One digest of all files shows whether all of them are correct.
    const [there, all] = await Promise.all([host.ask(digestOfAll(paths)), digests?.all()])
    if (there === all) return []
  }
  const each = (await digests?.each()) ?? []
  // Of several entries with the same name, the last one counts.
  const byMember = new Map(files.map(({ member }, index) => [member, each[index]]))
  return unread
    .filter(({ member, place }) => states.get(place)?.digest !== byMember.get(member))
    .map(entry => entry.place)
}

/** Returns the absolute path of an entry from its path relative to the destination. */
export function placeIn(dest: string, place: string): string {
  return `${dest === '/' ? '' : dest}/${place}`
}
