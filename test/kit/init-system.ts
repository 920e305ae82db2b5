import { type ChildProcess, execFileSync, spawn } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Host } from '../../src/remote/host.ts'
import { type LocalSession, openOver, replacingShell, scratch } from './local-session.ts'

/** A host with another service manager than systemd. */
export interface InitSystem {
  /** The words of a connection that start a shell on the host. */
  readonly connection: readonly string[]
  /** Opens a session on the host in a shell, given by its path. The session is closed with the host. */
  readonly open: (shell: string) => Promise<Host>
  readonly close: () => Promise<void>
}

/**
 * Starts such a host: it has this machine's files, overlaid with those of Debian packages, and its own mount and
 * process namespaces. Only the host itself sees what it writes to `/etc`, `/run` and `/usr`. Its first process has
 * the name `init` and only adopts orphaned processes. `setup` are commands that create its services, and `more` are
 * options of unshare(1) for further namespaces, such as `--net`.
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
      const session = await openOver(shell, [...connection, ...replacingShell([shell])])
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
  // The packages still use the directories from before the merge of /usr.
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
