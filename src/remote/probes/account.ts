import { sh } from '../../shell/quote.ts'
import type { ReadHost } from '../host.ts'
import { type Probe, probe } from '../probe.ts'
import { probeAbout } from './answers.ts'

/** Asks for the uid of a user; null if there is no such user. */
export function userId(name: string): Probe<number | null> {
  return probeAbout(
    { kind: 'user id', name },
    {
      title: `id of user ${name}`,
      script: sh`id -u -- ${name} 2>/dev/null || exit 3`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : Number(stdout.toString().trim())),
    },
  )
}

/** Asks for the gid of a group; null if there is no such group. */
export function groupId(name: string): Probe<number | null> {
  return probeAbout(
    { kind: 'group id', name },
    {
      title: `id of group ${name}`,
      script: sh`g=${name}
if command -v getent >/dev/null 2>&1; then getent group "$g" || exit 3; exit 0; fi
while IFS= read -r l; do case $l in "$g":*) printf '%s\n' "$l"; exit 0;; esac; done </etc/group
exit 3`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : Number(stdout.toString().split(':')[2])),
    },
  )
}

/** Asks for the users whose primary group this is: the group cannot be removed before them. */
export function usersOfGroup(name: string): Probe<readonly string[]> {
  return probeAbout(
    { kind: 'users of group', group: name },
    {
      title: `users whose primary group is ${name}`,
      script: sh`look() { if command -v getent >/dev/null 2>&1; then getent "$@"; else cat "/etc/$1"; fi; }
look group | while IFS=: read -r n p g m; do
if test "$n" = ${name}; then look passwd | while IFS=: read -r u p i q r; do test "$q" = "$g" && printf '%s\\n' "$u"; done; fi
done
exit 0`,
      parse: ({ stdout }) => stdout.toString().split('\n').filter(Boolean),
    },
  )
}

/**
 * Asks for a user's home directory, or that of the session's user if the name is empty; null if the user does not
 * exist.
 */
export function homeOf(user: string): Probe<string | null> {
  return probeAbout(
    { kind: 'home', user },
    {
      title: user === '' ? 'home directory' : `home directory of ${user}`,
      script: sh`u=${user}
[ -n "$u" ] || u=$(id -un)
l=
if command -v getent >/dev/null 2>&1; then l=$(getent passwd "$u")
else while IFS= read -r e; do case $e in "$u":*) l=$e; break;; esac; done </etc/passwd; fi
[ -n "$l" ] || exit 3
l=\${l%:*}; printf '%s\n' "\${l##*:}"`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : stdout.toString().replace(/\n$/, '')),
    },
  )
}

/** Asks for the working directory in which the session started, without a `/` at the end. */
export const workingDirectory: Probe<string> = probe({
  title: 'working directory',
  script: sh`printf '%s\\n' "$d_began_in"`,
  parse: ({ stdout }) => stdout.toString().replace(/\/?\n$/, ''),
})

/** Asks for the session's user and group. */
export const ownAccount: Probe<{ user: string; uid: number; group: string; gid: number }> = probe({
  title: 'the own user and group',
  script: sh`id -un && id -u && id -gn && id -g`,
  parse: ({ stdout }) => {
    const [user = '', uid, group = '', gid] = stdout.toString().split('\n')
    return { user, uid: Number(uid), group, gid: Number(gid) }
  },
})

/**
 * Returns the uid or gid for the name of a user or group; a numeric name is returned as a number. Null if it does not
 * exist, undefined if `name` is undefined.
 */
export async function accountId(
  host: ReadHost,
  name: string | undefined,
  probeOf: (name: string) => Probe<number | null>,
): Promise<number | null | undefined> {
  if (name === undefined) return undefined
  return /^\d+$/.test(name) ? Number(name) : host.ask(probeOf(name))
}
