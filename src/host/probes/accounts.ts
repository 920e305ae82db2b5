import { type Probe, probe } from '../probe.ts'
import { sh } from '../shell.ts'

/** A user as the host has it. */
export interface UserState {
  readonly uid: number
  readonly gid: number
  readonly comment: string
  readonly home: string
  readonly shell: string
  /** The primary group's name. */
  readonly group: string
  /** All other groups, in name order. */
  readonly groups: readonly string[]
  /** The password hash; null where the session may not read it. */
  readonly hash: string | null
  readonly hasHome: boolean
}

/** Asks for a user; null where there is none. */
export function userState(name: string): Probe<UserState | null> {
  return probe({
    title: `user ${name}`,
    subject: { kind: 'user', about: [name] },
    script: sh`u=${name}
look() { if command -v getent >/dev/null 2>&1; then getent "$1" "$2"; else while IFS= read -r l; do case $l in "$2":*) d_say "$l"; return 0;; esac; done <"/etc/$1"; return 2; fi; }
p=$(look passwd "$u") || exit 3
printf '%s\\n' "$p"
id -gn -- "$u" 2>/dev/null || echo
id -Gn -- "$u" 2>/dev/null || echo
s=$(look shadow "$u" 2>/dev/null) && d_say "\${s#*:}" || echo '?'
h=\${p%:*}; h=\${h##*:}; test -d "$h" && echo home || echo none`,
    answers: [0, 3],
    parse: ({ status, stdout }) => (status === 3 ? null : parseUser(stdout.toString())),
  })
}

/** Reads a passwd line, the primary group, all groups, the rest of a shadow line, and whether the home is there. */
export function parseUser(text: string): UserState {
  const [passwd = '', group = '', groups = '', shadow = '', home] = text.split('\n')
  const [, , uid, gid, comment = '', homeDir = '', shell = ''] = passwd.split(':')
  return {
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home: homeDir,
    shell,
    group,
    groups: groups
      .split(' ')
      .filter(each => each !== '' && each !== group)
      .sort(),
    hash: shadow === '?' ? null : (shadow.split(':')[0] ?? ''),
    hasHome: home === 'home',
  }
}
