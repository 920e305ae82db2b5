import { accessSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host } from '../../src/remote/host.ts'
import { openSession } from '../../src/remote/session.ts'

/** A real session on this machine, in one of its shells. */
export interface LocalSession {
  /** The name of the shell: `sh`, `busybox`, `mksh`, … */
  readonly shell: string
  readonly host: Host
  readonly close: () => Promise<void>
}

/**
 * Opens a session in each shell of this machine. The session of busybox finds busybox's own programs first, so that
 * options that only GNU supports fail there. With DROVER_SHELLS=sh, opens only that one.
 */
export function openLocalSessions(): Promise<readonly LocalSession[]> {
  return openSessions([])
}

/**
 * Opens the same sessions with their own mount namespace: mounts, and changes in `/etc` and `/home`, are visible
 * only to them. `/etc` begins as a copy; `/home` and `/mnt` begin empty. `more` are commands that prepare further
 * files. `namespaces` are options of unshare(1) for further namespaces, such as `--net`.
 */
export function openOwnSystems(
  more: readonly string[] = [],
  namespaces: readonly string[] = [],
): Promise<readonly LocalSession[]> {
  return openSessions(ownSystem(more, namespaces))
}

/** Returns the words that start a program in its own mount namespace. */
function ownSystem(more: readonly string[], namespaces: readonly string[]): readonly string[] {
  // A connection must be a single line.
  const setup = [
    'set -e',
    'mount -t tmpfs tmpfs /mnt',
    'cp -a /etc /mnt/etc',
    'mount --bind /mnt/etc /etc',
    'mount -t tmpfs tmpfs /home',
    'mount -t tmpfs tmpfs /mnt',
    ...more,
    'exec "$@"',
  ].join('; ')
  return ['unshare', ...namespaces, '--mount', '--propagation', 'private', '/bin/sh', '-c', setup, 'sh']
}

async function openSessions(within: readonly string[]): Promise<readonly LocalSession[]> {
  const sessions: LocalSession[] = [await openOver('sh', within.length > 0 ? within : 'local')]
  if (process.env.DROVER_SHELLS === 'sh') return sessions
  for (const shell of ['bash', 'mksh']) {
    if (whereIs(shell))
      sessions.push(await openOver(shell, [...within, ...replacingShell([whereIs(shell) ?? shell])]))
  }
  const busybox = whereIs('busybox')
  if (busybox) sessions.push(await openBusybox(busybox, within))
  return sessions
}

/** Returns the sessions for the test with this number: one shell, in turn, or all of them with DROVER_SHELLS=all. */
export function sessionsFrom(sessions: readonly LocalSession[], nth: number): readonly LocalSession[] {
  return process.env.DROVER_SHELLS === 'all'
    ? sessions
    : sessions.filter((_, at) => at === nth % sessions.length)
}

/** Retries, because a process of the test may still be writing there. */
const REMOVED = { recursive: true, force: true, maxRetries: 10 } as const

/** Creates a directory for one test. `remove` deletes it, whatever modes the files in it have. */
export function scratch(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'drover-test-'))
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, REMOVED) }
}

/** Opens a session by the words of a connection, in the shell of that name. */
export async function openOver(
  shell: string,
  connection: 'local' | readonly string[],
): Promise<LocalSession> {
  const session = await openSession({
    name: 'node1',
    connection,
    address: 'local',
    sshArgs: [],
    connectTimeout: 10,
  })
  return { shell, host: session.host(), close: () => session.close() }
}

async function openBusybox(busybox: string, within: readonly string[]): Promise<LocalSession> {
  const { path, remove } = scratch()
  const programs = join(path, 'bin')
  mkdirSync(programs)
  for (const name of APPLETS) symlinkSync(busybox, join(programs, name))
  const opened = await openOver('busybox', [
    ...within,
    'env',
    `PATH=${programs}:/usr/bin`,
    ...replacingShell([busybox, 'sh']),
  ])
  return {
    ...opened,
    close: async () => {
      await opened.close()
      remove()
    },
  }
}

/** Returns the words that start another shell in place of the `/bin/sh` that follows them. */
export function replacingShell(shell: readonly string[]): string[] {
  return [
    '/bin/sh',
    '-c',
    `s=$1; shift 2; exec "$s" ${shell.length > 1 ? shell.slice(1).join(' ') : ''} "$@"`,
    'sh',
    shell[0] ?? 'sh',
  ]
}

function whereIs(program: string): string | undefined {
  const folders = (process.env.PATH ?? '').split(':')
  return folders.map(folder => join(folder, program)).find(isExecutable)
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, 1)
    return true
  } catch {
    return false
  }
}

const APPLETS =
  'awk base64 bzip2 cat chgrp chmod chown cp cut date dd env find grep gzip head id ln ls mkdir mktemp mv od printf readlink rm rmdir sed sh sha1sum sha256sum sha512sum md5sum sort stat tail tar touch tr unzip wc xz'.split(
    ' ',
  )
