import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import type { MountAction } from './mount-action.ts'
import type { MountParams } from './params.ts'

/** The mount point and the mount options. */
interface MountTarget {
  readonly path: string
  readonly opts: string
  /** The number of file systems that are mounted on top of each other there. */
  readonly layers: number
}

/** Returns the script that mounts, remounts, replaces or unmounts. */
export function mountScript(does: MountAction, data: MountTarget, params: MountParams): ShellText {
  const { path, opts, layers } = data
  const { src, fstype, state } = params
  const type = fstype === undefined ? [] : ['-t', fstype]
  const mount = sh`mount ${[...type, '-o', opts, '--', src ?? '', path]}`
  const unmount = sh`umount -- ${path}`
  if (does === 'mount') return mount
  if (does === 'unmount')
    return joinShell(
      Array.from({ length: layers }, () => unmount),
      ' && ',
    )
  if (does === 'replace') return sh`${unmount} && ${mount}`
  if (state === 'remounted') return remountAsItIs(data, params)
  const again = sh`mount ${[...type, '-o', `remount,${opts}`, '--', src ?? '', path]}`
  return sh`{ ${again} || { ${unmount} && ${mount}; }; }`
}

/** Returns the script that remounts with the options of the task or, without any, with those of the fstab. */
function remountAsItIs({ path }: MountTarget, { opts, fstab }: MountParams): ShellText {
  const from = fstab === '/etc/fstab' ? [] : ['-T', fstab]
  if (opts !== 'defaults') return sh`mount ${[...from, '-o', `remount,${opts}`, '--', path]}`
  return sh`{ mount ${[...from, '-o', 'remount', '--', path]} || { umount -- ${path} && mount ${[...from, '--', path]}; }; }`
}
