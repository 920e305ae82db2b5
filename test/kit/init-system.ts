import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../src/remote/host.ts'
import { instead, type LocalSession, openOver, scratch } from './local-session.ts'

/** A host that another manager of services than systemd runs. */
export interface InitSystem {
  /** The words that give a shell on it. */
  readonly connection: readonly string[]
  /** Opens a session on it in a shell, by its path. It is closed with the host. */
  readonly open: (shell: string) => Promise<Host>
  readonly close: () => Promise<void>
}

/**
 * Starts such a host: this machine's files with those of Debian packages over them, and file systems and processes of its own. What
 * it writes to `/etc`, `/run` and `/usr` it sees alone. Its first process, with the name `init`, only adopts those that lose their
 * parent. `setup` are commands that lay out its services, and `more` options of unshare(1) for further namespaces, such as `--net`.
 */
export async function openInitSystem(
  init: string,
  packages: readonly string[],
  setup: readonly string[],
  more: readonly string[] = [],
): Promise<InitSystem> {
  const { path, remove } = scratch()
  unpack(path, packages)
  const script = [
    'set -e',
    'mount -t proc proc /proc',
    'mount -t tmpfs tmpfs /mnt',
    'mkdir /mnt/usr /mnt/work',
    'mount -t overlay overlay -o "lowerdir=$1/root/usr:/usr,upperdir=/mnt/usr,workdir=/mnt/work" /usr',
    'cp -a /etc /mnt/etc',
    'mount --bind /mnt/etc /etc',
    'mount -t tmpfs tmpfs /run',
    'if [ -d "$1/root/etc" ]; then cp -a "$1/root/etc/." /etc; fi',
    ...setup,
    `printf '#!/bin/sh\\nwhile :; do sleep 600 & wait; done\\n' >"/run/$2"`,
    'chmod 755 "/run/$2"',
    'echo ready',
    'exec "/run/$2"',
  ].join('\n')
  const namespaces = ['--mount', '--pid', '--fork', '--kill-child', '--propagation', 'private', ...more]
  const child = spawn('unshare', [...namespaces, '/bin/sh', '-c', script, 'sh', path, init], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await isReady(child)
  const inside = execFileSync('pgrep', ['-P', String(child.pid)], { encoding: 'utf8' }).trim()
  const connection = ['nsenter', '-t', inside, '--mount', '--pid', ...more]
  const sessions: LocalSession[] = []
  return {
    connection,
    open: async shell => {
      const session = await openOver(shell, [...connection, ...instead([shell])])
      sessions.push(session)
      return session.host
    },
    close: async () => {
      for (const session of sessions) await session.close()
      const ended = new Promise(resolve => child.once('close', resolve))
      child.kill('SIGKILL')
      await ended
      remove()
    },
  }
}

function unpack(path: string, packages: readonly string[]): void {
  const root = join(path, 'root')
  mkdirSync(join(root, 'usr'), { recursive: true })
  // The packages still name the places before the merge of /usr.
  const links = 'for d in bin sbin lib; do mkdir usr/$d; ln -s usr/$d $d; done'
  execFileSync('/bin/sh', ['-c', links], { cwd: root })
  if (packages.length === 0) return
  execFileSync('apt-get', ['download', '-qq', ...packages], {
    cwd: path,
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const extract =
    'for p in *.deb; do dpkg-deb --fsys-tarfile "$p" | tar -x --keep-directory-symlink -C root; done'
  execFileSync('/bin/sh', ['-c', extract], { cwd: path })
}

function isReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.stdout?.once('data', () => resolve())
    child.once('close', status => reject(new Error(`the host ended with status ${status}`)))
  })
}
