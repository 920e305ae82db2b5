import { accessSync, chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Host } from '../../src/remote/host.ts'
import { openSession } from '../../src/remote/session.ts'

/** A real session on this very machine, in one of its shells. */
export interface LocalSession {
  /** `sh`, `busybox`, `mksh`, … */
  readonly shell: string
  readonly host: Host
  readonly close: () => Promise<void>
}

/**
 * Opens a session in each shell that this machine has. That of busybox finds busybox's own programs first, so that
 * what only GNU knows fails here. With DROVER_SHELLS=sh there is that one alone.
 */
export function openLocalSessions(): Promise<readonly LocalSession[]> {
  return openSessions([])
}

/**
 * The same with file systems of their own: what the sessions mount, and what they write to `/etc` and `/home`, they see alone.
 * `/etc` is a copy at first, and `/home` and `/mnt` are empty. `more` are commands that lay out further things. `namespaces` are
 * options of unshare(1) for more than file systems, such as `--net`.
 */
export function openOwnSystems(
  more: readonly string[] = [],
  namespaces: readonly string[] = [],
): Promise<readonly LocalSession[]> {
  return openSessions(ownSystem(more, namespaces))
}

/** Words that start a program with file systems of its own. */
function ownSystem(more: readonly string[], namespaces: readonly string[]): readonly string[] {
  // A connection is one line.
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
      sessions.push(await openOver(shell, [...within, ...instead([whereIs(shell) ?? shell])]))
  }
  const busybox = whereIs('busybox')
  if (busybox) sessions.push(await openBusybox(busybox, within))
  return sessions
}

/** The session for the N-th of several tests: each shell in turn; with DROVER_SHELLS=all every shell. */
export function inTurn(sessions: readonly LocalSession[], nth: number): readonly LocalSession[] {
  return process.env.DROVER_SHELLS === 'all'
    ? sessions
    : sessions.filter((_, at) => at === nth % sessions.length)
}

/** What a test has started may still write there. */
const REMOVED = { recursive: true, force: true, maxRetries: 10 } as const

/** A fresh directory for one test, gone when the test ends, whatever it did to the modes inside. */
export function scratch(): { readonly path: string; readonly remove: () => void } {
  const path = mkdtempSync(join(tmpdir(), 'drover-test-'))
  chmodSync(path, 0o755)
  return { path, remove: () => rmSync(path, REMOVED) }
}

/** Opens a session by the words of a connection to a shell of that name. */
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
    ...instead([busybox, 'sh']),
  ])
  return {
    ...opened,
    close: async () => {
      await opened.close()
      remove()
    },
  }
}

/** Words that start another shell than the `/bin/sh` which follows them. */
export function instead(shell: readonly string[]): string[] {
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
