import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { openSession, type Session } from '../../src/remote/session.ts'
import { container } from '../kit/container.ts'
import { fingerprint } from '../kit/contract.ts'
import type { LOCAL, RowHost } from './row.ts'

export type LocalKind = (typeof LOCAL)[number]

/** The layers from which the roots of all rows are made; each root adds one of its own. */
export interface Layers {
  /** Opens an unchanged root; or, given the `changes` of an earlier root, that root again. */
  readonly open: (kind: LocalKind, changes?: string) => Promise<LocalRoot>
  /** Removes the layers and what was changed in the roots. */
  readonly remove: () => void
}

/** A root for one row: a layer above that of this machine, or above one of busybox, with its own process and network namespaces. */
export interface LocalRoot extends RowHost {
  readonly session: Session
  /** The directory with everything that differs from the layers below. */
  readonly changes: string
  /** Ends all processes of the root at once, as a power failure does. */
  readonly kill: () => Promise<void>
  readonly close: () => Promise<void>
}

/** In memory: these tests do not depend on what `sync` writes to a disk, and an overlay cannot have its upper layer inside a lower one. */
const MEMORY = '/dev/shm'

/** The words of a program that starts `/bin/sh` in the root of the layers: $1 those below, $2 the root's own, and then the words of the shell. */
const ENTER = `b=$1 d=$2 && shift 2
mount -t overlay -o "lowerdir=$b,upperdir=$d/changes,workdir=$d/work" overlay "$d/root"
mount -t proc proc "$d/root/proc"
ip link set lo up
exec env -i PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 chroot "$d/root" "$@"`

export function openLayers(): Layers {
  const folder = mkdtempSync(join(MEMORY, 'drover-roots-'))
  const busybox = join(folder, 'busybox')
  let count = 0
  const below = new Map<LocalKind, string>()
  const layersOf = (kind: LocalKind): string => {
    const known = below.get(kind)
    if (known !== undefined) return known
    const made = kind === 'busybox' ? busyboxRoot(busybox) : `${shellLayer(join(folder, kind), kind)}:/`
    below.set(kind, made)
    return made
  }
  return {
    open: (kind, changes) => {
      count += 1
      return openRoot(layersOf(kind), changes ?? freshRoot(join(folder, String(count))))
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

function freshRoot(directory: string): string {
  for (const name of ['changes', 'work', 'root']) mkdirSync(join(directory, name), { recursive: true })
  return join(directory, 'changes')
}

async function openRoot(below: string, changes: string): Promise<LocalRoot> {
  const own = join(changes, '..')
  const apart = ['--mount', '--pid', '--net', '--uts', '--ipc', '--propagation', 'private']
  const pidFile = join(own, 'pid')
  // The first process of the namespace ends all others with it.
  const words = [
    'sh',
    '-c',
    `echo $$ >${pidFile}; exec "$@"`,
    'sh',
    'unshare',
    ...apart,
    '--fork',
    '--kill-child',
  ]
  const session = await openSession({
    ...{ name: 'node1', address: 'local', sshArgs: [], connectTimeout: 60 },
    connection: [...words, 'sh', '-ec', ENTER.replaceAll('\n', '; '), 'sh', below, own],
  })
  return {
    session,
    changes,
    host: session.host(),
    fingerprint: () => changedIn(changes),
    kill: async () => {
      execFileSync('sh', ['-c', `kill -9 "$(cat ${pidFile})"`])
      await session.close().catch(() => {})
    },
    close: async () => {
      await session.close()
      rmSync(own, { recursive: true, force: true })
    },
  }
}

/** The files that differ from the layers below, without the timestamps of directories in which any program may make temporary files. */
function changedIn(changes: string): readonly string[] {
  const busy = ['', '/tmp', '/var/tmp', '/dev', '/dev/shm'].map(path => `${changes}${path} `)
  return fingerprint(changes).filter(line => !busy.some(start => line.startsWith(start)))
}

/** Devices, and the shell to which `/bin/sh` links. */
function shellLayer(directory: string, shell: string): string {
  addDevices(directory)
  mkdirSync(join(directory, 'usr/bin'), { recursive: true })
  symlinkSync(shell, join(directory, 'usr/bin/sh'))
  return directory
}

function busyboxRoot(directory: string): string {
  mkdirSync(directory)
  container(directory)
  addDevices(directory)
  for (const name of [
    'etc',
    'home',
    'mnt',
    'proc',
    'root',
    'run',
    'srv',
    'sys',
    'usr/bin',
    'var/log',
    'var/spool/cron',
  ])
    mkdirSync(join(directory, name), { recursive: true })
  const files = {
    passwd: 'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/:/bin/false\n',
    group: 'root:x:0:\ndaemon:x:1:\n',
    shadow: 'root:*:19000:0:99999:7:::\ndaemon:*:19000:0:99999:7:::\n',
    hosts: '127.0.0.1 localhost\n',
    fstab: '',
  }
  for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, 'etc', name), text)
  return directory
}

/** `/dev` with what programs need and without the disks of this machine. */
function addDevices(directory: string): void {
  const dev = join(directory, 'dev')
  mkdirSync(dev, { recursive: true })
  for (const [name, minor] of Object.entries({ null: 3, zero: 5, full: 7, random: 8, urandom: 9 }))
    execFileSync('mknod', ['-m', '666', join(dev, name), 'c', '1', String(minor)])
  for (const [nth, name] of ['stdin', 'stdout', 'stderr'].entries())
    symlinkSync(`/proc/self/fd/${nth}`, join(dev, name))
  symlinkSync('/proc/self/fd', join(dev, 'fd'))
}
