import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from '../../src/transport/spawn.ts'
import { scratch } from './local-session.ts'
import { openSshdBy } from './sshd.ts'

/** A user that exists only on the host of a test. */
export interface Login {
  readonly name: string
  /** The login shell; default `/bin/sh`. */
  readonly shell?: string
  /** The day of the last password change, counted from 1970. 0 means that the password must be changed. */
  readonly changed?: number
  /** The day on which the account expires, counted from 1970. */
  readonly expires?: number
  /** Files in the home directory, by name. */
  readonly files?: Readonly<Record<string, string>>
}

/** A real sshd with its own users, passwords and sudo. */
export interface LoginHost {
  readonly target: (user: string, changes?: Partial<Target>) => Target
  /** Replaces the rules of sudo. `FOLDER` stands for a directory of the host. */
  readonly setSudoers: (text: string) => void
  /** Returns sudo's log of wrong passwords. */
  readonly sudoLog: () => string
  readonly close: () => Promise<void>
}

/** The password of every test user. */
export const PASSWORD = 'pa$$ word'

/** Opens a host in a mount namespace that replaces the files with users, passwords and permissions. */
export async function openLogins(
  users: readonly Login[],
  settings: readonly string[] = [],
): Promise<LoginHost> {
  const { path, remove } = scratch()
  const today = Math.floor(Date.now() / 86_400_000)
  const hash = execFileSync('openssl', ['passwd', '-6', '-salt', 'drover', PASSWORD]).toString().trim()
  const put = (name: string, text: string, mode: number): void =>
    writeFileSync(join(path, name), text, { mode })
  const own = users.map(({ name, shell = '/bin/sh' }, nth) => ({
    passwd: `${name}:x:${4100 + nth}:4100::${path}/${name}:${shell}`,
    name,
  }))
  put(
    'passwd',
    `${readFileSync('/etc/passwd', 'utf8')}${own.map(each => `${each.passwd}\n`).join('')}`,
    0o644,
  )
  const shadows = users.map(
    ({ name, changed = today, expires }) => `${name}:${hash}:${changed}:0:99999:7::${expires ?? ''}:\n`,
  )
  put('shadow', `${readFileSync('/etc/shadow', 'utf8')}${shadows.join('')}`, 0o640)
  put('sudoers', '', 0o440)
  put('sudo.log', '', 0o600)
  mkdirSync(join(path, 'none'))
  for (const [nth, { name, files = {} }] of users.entries()) {
    const home = join(path, name)
    mkdirSync(home)
    for (const [file, text] of Object.entries(files)) {
      mkdirSync(join(home, file, '..'), { recursive: true })
      writeFileSync(join(home, file), text)
    }
    execFileSync('chown', ['-R', `${4100 + nth}:4100`, home])
  }
  const script = `for f in passwd shadow sudoers; do mount --bind "$0/$f" /etc/$f || exit; done; exec "$@" -o UsePAM=yes`
  const sshd = await openSshdBy(['unshare', '--mount', 'sh', '-c', script, path], settings)
  return {
    target: (user, changes) => sshd.target({ user, ...changes }),
    // Written in place, because the file itself is a mount point.
    setSudoers: text =>
      writeFileSync(
        join(path, 'sudoers'),
        `Defaults logfile=${path}/sudo.log\nDefaults passwd_tries=3\nroot ALL=(ALL) ALL\n${text.replaceAll('FOLDER', path)}\n`,
      ),
    sudoLog: () => readFileSync(join(path, 'sudo.log'), 'utf8'),
    close: async () => {
      await sshd.close()
      remove()
    },
  }
}
