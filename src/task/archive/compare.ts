import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../host/host.ts'
import { accountId, groupId, userId } from '../../host/probes/account.ts'
import { crcOfFiles, digestOfAll } from '../../host/probes/archive.ts'
import type { FileState } from '../../host/probes/stat-line.ts'
import type { Attributes } from '../attributes.ts'
import { resolveMode } from '../mode.ts'
import { askStates } from '../put-tree.ts'
import type { SelectedEntry } from './entries.ts'

/** What of an archive is missing or other on the host, as places below the destination. */
export interface ArchiveDifference {
  readonly missing: readonly string[]
  readonly different: readonly string[]
  /** Places that are newer on the host than in the archive. */
  readonly newer: readonly string[]
}

export interface Comparison extends Attributes {
  readonly dest: string
  readonly keepsNewer: boolean
  /** The bits of a file's mode that count. */
  readonly modeBits: number
  /** Asks for the digest of the contents of these files in the archive, where its entries have none of their own. */
  readonly digestOfFiles?: ((files: readonly SelectedEntry[]) => Promise<string>) | undefined
}

/**
 * Compares what an archive holds with what is on the host: kinds, sizes, contents, link targets, modes, owners. Throws
 * TaskError where a directory is in the way of something else, or the other way round.
 */
export async function compareArchive(
  host: ReadHost,
  entries: readonly SelectedEntry[],
  comparison: Comparison,
): Promise<ArchiveDifference> {
  const { dest } = comparison
  const paths = entries.map(entry => placeIn(dest, entry.place))
  const [states, uid, gid] = await Promise.all([
    askStates(host, paths),
    accountId(host, comparison.owner, userId),
    accountId(host, comparison.group, groupId),
  ])
  const byPlace = new Map(entries.map((entry, index) => [entry.place, states[index] ?? null]))
  const missing: string[] = []
  const different = new Set<string>()
  const newer: string[] = []
  for (const [index, entry] of entries.entries()) {
    const state = states[index] ?? null
    if (state !== null) refuseInTheWay(entry, state, paths[index] ?? '')
    if (state === null) missing.push(entry.place)
    else if (isNewer(entry, state, comparison)) newer.push(entry.place)
    else if (isOther(entry, state, byPlace, comparison) || isForeign(entry, state, uid, gid))
      different.add(entry.place)
  }
  const judged = entries.filter(({ place, kind }) => kind === 'file' && !newer.includes(place))
  if (missing.length === 0 && different.size === 0) {
    for (const place of await otherContents(host, judged, comparison)) different.add(place)
  }
  return { missing, different: [...different], newer }
}

/** What is replaced in one breath is a file or a link: nothing of a directory that stands there would be kept. */
function refuseInTheWay({ kind }: SelectedEntry, state: FileState, path: string): void {
  const [wanted, found] = [kind, (kind === 'directory' ? (state.leadsTo ?? state) : state).kind]
  if ((wanted === 'directory') === (found === 'directory')) return
  throw new TaskError(
    `the archive has a ${wanted === 'hard' ? 'file' : wanted} for \`${path}\`, where there is a ${found}`,
    { hint: 'move that away, or choose another `dest`' },
  )
}

function isOther(
  entry: SelectedEntry,
  state: FileState,
  byPlace: ReadonlyMap<string, FileState | null>,
  { mode, modeBits }: Comparison,
): boolean {
  if (entry.kind === 'directory') return (state.leadsTo ?? state).kind !== 'directory'
  if (entry.kind === 'link') return state.kind !== 'link' || state.target !== entry.target
  if (state.kind !== 'file') return true
  if (entry.kind === 'hard') {
    const first = byPlace.get(entry.target ?? '')
    return first !== undefined && first?.inode !== state.inode
  }
  if (state.size !== entry.size) return true
  if (entry.sha256 !== undefined && state.digest !== undefined && state.digest !== entry.sha256) return true
  const wanted = mode === undefined ? entry.mode : resolveMode(mode, { mode: entry.mode, isDirectory: false })
  return ((Number.parseInt(wanted, 8) ^ Number.parseInt(state.mode, 8)) & (mode ? 0o7777 : modeBits)) !== 0
}

function isNewer(entry: SelectedEntry, state: FileState, { keepsNewer }: Comparison): boolean {
  return keepsNewer && entry.kind === 'file' && entry.mtime !== undefined && (state.mtime ?? 0) > entry.mtime
}

function isForeign(
  { kind }: SelectedEntry,
  state: FileState,
  uid: number | null | undefined,
  gid: number | null | undefined,
): boolean {
  if (kind === 'directory') return false
  return (uid !== undefined && uid !== state.uid) || (gid !== undefined && gid !== state.gid)
}

/** Compares the contents of files whose sizes are right, where reading the archive did not give their sha256. */
async function otherContents(
  host: ReadHost,
  files: readonly SelectedEntry[],
  { dest, digestOfFiles }: Comparison,
): Promise<readonly string[]> {
  const unread = files.filter(entry => entry.sha256 === undefined)
  if (unread.length === 0) return []
  const paths = unread.map(entry => placeIn(dest, entry.place))
  if (unread.every(entry => entry.crc32 !== undefined)) {
    const sums = await host.ask(crcOfFiles(paths))
    return unread.filter((entry, index) => entry.crc32 !== sums[index]).map(entry => entry.place)
  }
  const [there, wanted] = await Promise.all([host.ask(digestOfAll(paths)), digestOfFiles?.(unread)])
  // All in one digest: which of them it is cannot be said.
  return there === wanted ? [] : unread.map(entry => entry.place)
}

/** The absolute path of a place below the destination. */
export function placeIn(dest: string, place: string): string {
  return `${dest === '/' ? '' : dest}/${place}`
}
