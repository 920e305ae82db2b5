import type { ReadHost } from '../../remote/host.ts'
import { accountId, groupId, ownAccount, userId } from '../../remote/probes/account.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { digestHex } from '../../task-lib/files/content.ts'
import { Unknown } from '../../values/unknown.ts'
import { withRead } from './computed-fields.ts'
import type { FileEntry } from './file-entry.ts'
import { throwUnknown } from './overlay-entry.ts'

/**
 * Returns the predicted state of a path, from its entry and its real state; null if nothing would exist there. Throws
 * UnknownValueError if only a real run can determine it.
 */
export async function fileStateOf(
  host: ReadHost,
  path: string,
  entry: FileEntry,
  real: FileState | null,
  digest: DigestAlgorithm | undefined,
): Promise<FileState | null> {
  if (entry.kind === 'absent') return null
  if (entry.kind === 'something') return throwUnknown(`what ${path} is`, entry)
  const own = real ?? (await host.ask(ownAccount))
  const names = 'user' in own ? { owner: own.user, group: own.group } : own
  const kind = entry.kind ?? real?.kind ?? 'file'
  const target = entry.kind === undefined ? real?.target : entry.target
  const [mode, owner, group] = [entry.mode, entry.owner, entry.group].map(each =>
    each instanceof Unknown ? undefined : each,
  )
  const isRun = kind === 'directory' || /[1357]/.test(mode ?? real?.mode ?? '0')
  const state = {
    kind,
    mode: entry.mode instanceof Unknown ? '' : (mode ?? real?.mode ?? ''),
    uid: await idOf(host, owner, userId, own.uid),
    gid: await idOf(host, group, groupId, own.gid),
    owner: nameOf(owner) ?? names.owner ?? null,
    group: nameOf(group) ?? names.group ?? null,
    size: sizeOf(entry, real),
    ...NO_TIMES,
    ...(real ? { inode: real.inode, device: real.device, links: real.links } : NO_INODE),
    access: isRun ? 'rwx' : 'rw',
    ...(target === undefined ? {} : { target }),
    ...(real?.leadsTo === undefined ? {} : { leadsTo: real.leadsTo }),
  }
  let whole: FileState = state
  const open = (field: string, what: string): void => {
    whole = withRead(whole, field, () => throwUnknown(`${what} of ${path}`, entry))
  }
  if (digest !== undefined && kind === 'file')
    whole = withRead(whole, 'digest', () => digestOf(path, entry, real, digest))
  if (state.mode === '') open('mode', 'the mode')
  if (entry.owner instanceof Unknown) for (const field of ['uid', 'owner']) open(field, 'the owner')
  if (entry.group instanceof Unknown) for (const field of ['gid', 'group']) open(field, 'the group')
  return whole
}

const NO_TIMES = { mtime: Number.NaN, atime: Number.NaN, ctime: Number.NaN }
const NO_INODE = { inode: Number.NaN, device: Number.NaN, links: 1 }

function sizeOf(entry: FileEntry, real: FileState | null): number {
  return entry.hasNewContent ? (entry.content?.length ?? entry.size ?? Number.NaN) : (real?.size ?? 0)
}

/** Returns the name of an account; undefined if it is given as a number. */
export function nameOf(account: string | undefined): string | undefined {
  return account === undefined || /^\d+$/.test(account) ? undefined : account
}

/** Returns the numeric id of an account, or `own` if no account is given. NaN if the id is not known yet. */
export async function idOf(
  host: ReadHost,
  account: string | undefined,
  probeOf: typeof userId,
  own: number,
): Promise<number> {
  return account === undefined ? own : ((await accountId(host, account, probeOf)) ?? Number.NaN)
}

function digestOf(
  path: string,
  entry: FileEntry,
  real: FileState | null,
  algorithm: DigestAlgorithm,
): string | undefined {
  if (!entry.hasNewContent) return real?.digest
  if (entry.content !== undefined) return digestHex(entry.content, algorithm)
  return entry.digests.get(algorithm) ?? throwUnknown(`the ${algorithm} of ${path}`, entry)
}
