import { inSync } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type EditedFile, planEdited } from '../files/edited-file.ts'
import { type FstabEntry, withFstabEntry, withoutFstabEntry } from '../text/fstab.ts'
import type { MountParams } from './params.ts'

/** Returns the mount options as they are written to the fstab and passed to mount. */
export function mountOptions({ opts, boot }: MountParams): string {
  return boot || opts.split(',').includes('noauto') ? opts : `${opts},noauto`
}

/** Returns the mount options for results, which may be hidden. */
export function shownMountOptions(params: MountParams): string {
  return params.opts_no_log ? '(hidden by `opts_no_log`)' : mountOptions(params)
}

/** Returns the fstab entry that a task wants. */
export function wantedEntry(params: MountParams, path: string): FstabEntry {
  const { src = '', fstype = '', dump, passno } = params
  return { src, path, fstype, opts: mountOptions(params), dump, passno }
}

/** Plans the fstab entry or its removal. */
export function planFstab(host: ReadHost, params: MountParams, path: string, fstab: EditedFile) {
  const isRemoval = params.state === 'absent' || params.state === 'absent_from_fstab'
  const { src, backup } = params
  const next = isRemoval
    ? withoutFstabEntry(fstab.text, { path, src })
    : withFstabEntry(fstab.text, wantedEntry(params, path))
  return next === fstab.text ? inSync() : planEdited(host, fstab, next, { backup })
}
