import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { EditedFile } from '../files/edited-file.ts'
import { fstabEntries } from '../text/fstab.ts'
import { hasFlags, isMountedFrom, type Mount } from './mounted.ts'
import type { MountParams } from './params.ts'
import { wantedEntry } from './wanted-entry.ts'

/** What is done with the file system at a mount point. */
export type MountAction = 'mount' | 'remount' | 'replace' | 'unmount'

/** The present state on the host. */
interface Seen {
  readonly path: string
  readonly mounts: readonly Mount[]
  readonly fstab: EditedFile | undefined
}

/**
 * Returns what has to be done at a mount point; undefined for nothing. Throws TaskError if the wanted state cannot be
 * reached.
 */
export async function mountAction(
  host: ReadHost,
  params: MountParams,
  seen: Seen,
): Promise<MountAction | undefined> {
  const top = seen.mounts.at(-1)
  switch (params.state) {
    case 'unmounted':
    case 'absent':
      return top && 'unmount'
    case 'remounted':
      if (!top)
        throw new TaskError(`nothing is mounted at \`${seen.path}\``, { hint: 'use `state: mounted`' })
      return 'remount'
    case 'mounted':
      return top ? correctionOf(host, params, top, seen) : 'mount'
    case 'ephemeral':
      return top ? ephemeralAt(host, params, top) : 'mount'
    default:
      return undefined
  }
}

/** Returns what has to be done with a file system that is already mounted; undefined if it is correct. */
async function correctionOf(
  host: ReadHost,
  params: MountParams,
  top: Mount,
  { path, fstab }: Seen,
): Promise<MountAction | undefined> {
  const wanted = wantedEntry(params, path)
  const [entry] = fstabEntries(fstab?.text ?? '', wanted)
  const isOther = entry !== undefined && (entry.src !== wanted.src || entry.fstype !== wanted.fstype)
  if (isOther && (await isMountedFrom(host, top, wanted)) === false) return 'replace'
  return entry?.opts === wanted.opts && hasFlags(top, wanted.opts) ? undefined : 'remount'
}

async function ephemeralAt(
  host: ReadHost,
  params: MountParams,
  top: Mount,
): Promise<MountAction | undefined> {
  const wanted = wantedEntry(params, top.path)
  if ((await isMountedFrom(host, top, wanted)) !== true)
    throw new TaskError(`something else is mounted at \`${top.path}\`: \`${top.source}\` (${top.fstype})`, {
      hint: 'unmount it in an earlier task with `state: unmounted`, or choose another path',
    })
  return hasFlags(top, wanted.opts) ? undefined : 'remount'
}
