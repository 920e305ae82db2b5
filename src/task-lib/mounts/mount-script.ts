import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import type { MountAction } from './mount-action.ts'
import type { MountParams } from './params.ts'

/** Where something is mounted or unmounted. */
interface MountTarget {
  readonly path: string
  readonly opts: string
  /** How many things are mounted there. */
  readonly layers: number
}

/** The script that carries out an action. */
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

/** Without options of the task, those of the fstab hold. */
function remountAsItIs({ path }: MountTarget, { opts, fstab }: MountParams): ShellText {
  const from = fstab === '/etc/fstab' ? [] : ['-T', fstab]
  if (opts !== 'defaults') return sh`mount ${[...from, '-o', `remount,${opts}`, '--', path]}`
  return sh`{ mount ${[...from, '-o', 'remount', '--', path]} || { umount -- ${path} && mount ${[...from, '--', path]}; }; }`
}
