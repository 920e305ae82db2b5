import { sh } from '../../shell/quote.ts'
import type { Probe } from '../probe.ts'
import { probeAbout } from './answers.ts'

/** A user account on the host. */
export interface UserState {
  readonly uid: number
  readonly gid: number
  readonly comment: string
  readonly home: string
  readonly shell: string
  /** The name of the primary group. */
  readonly group: string
  /** All other groups, sorted by name, including those of a directory service. */
  readonly groups: readonly string[]
  /** The gids of `groups`. */
  readonly gids: readonly number[]
  /** Those of the groups that are in /etc/group, with their gids. `usermod` can remove a user only from these. */
  readonly localGroups: readonly { readonly name: string; readonly gid: number }[]
  /** Whether the user is in /etc/passwd; false if only a directory service has it. */
  readonly isLocal: boolean
  /** The password hash; null if the session may not read it, undefined for a user that only a dry run has created. */
  readonly hash: string | null | undefined
  /**
   * The other fields of /etc/shadow; null if the session may not read them, undefined for a user that only a dry run
   * has created.
   */
  readonly aging: PasswordAging | null | undefined
  readonly hasHome: boolean
}

/** The names of the password and account limits of a user, as in the params of `user`. */
export const AGING_FIELDS = [
  'password_expire_min',
  'password_expire_max',
  'password_expire_warn',
  'password_expire_account_disable',
  'expires',
] as const

/** The name of one of these limits. */
export type AgingField = (typeof AGING_FIELDS)[number]

/** The limits in days (`expires`: days since 1970); null for one that is not set. */
type PasswordAging = { readonly [F in AgingField]: number | null }

/** The value that changes show for a date that is not set. */
export const NEVER = 'never'

/** Returns the number for /etc/shadow from the value that a change shows; null for none. */
export function agingValue(shown: unknown): number | null {
  if (typeof shown === 'number') return shown
  return typeof shown === 'string' && shown !== NEVER ? Date.parse(shown) / 86_400_000 : null
}

/** Asks for a user by name, in `/etc/passwd` or a directory service. The answer is null if there is none. */
export function userState(name: string): Probe<UserState | null> {
  return probeAbout(
    { kind: 'user', name },
    {
      title: `user ${name}`,
      script: sh`u=${name}
look() { if command -v getent >/dev/null 2>&1; then getent "$1" "$2"; else while IFS= read -r l; do case $l in "$2":*) d_print_line "$l"; return 0;; esac; done <"/etc/$1"; return 2; fi; }
p=$(look passwd "$u") || exit 3
d_print_line "$p"
id -gn -- "$u" 2>/dev/null || echo
id -Gnz -- "$u" 2>/dev/null | tr '\\0\\n' ':\\n' | grep : || id -Gn -- "$u" 2>/dev/null | tr ' ' : || echo
id -G -- "$u" 2>/dev/null || echo
g=; while IFS=: read -r n x i m; do case ,$m, in *",$u,"*) g="$g:$n=$i";; esac; done </etc/group; echo "$g"
l=other; while IFS=: read -r n x; do test "$n" != "$u" || { l=local; break; }; done </etc/passwd; echo "$l"
s=$(look shadow "$u" 2>/dev/null) && d_print_line "\${s#*:}" || echo '?'
h=\${p%:*}; h=\${h##*:}; test -d "$h" && echo home || echo none`,
      answers: [0, 3],
      parse: ({ status, stdout }) => (status === 3 ? null : parseUser(stdout.toString())),
    },
  )
}

/**
 * Parses the script's lines: a passwd line, the primary group, the names and the numbers of all groups, the groups in
 * /etc/group, whether /etc/passwd has the user, the rest of a shadow line, and whether the home directory exists.
 */
function parseUser(text: string): UserState {
  const [passwd = '', group = '', all = '', numbers = '', local = '', where, shadow = '', home] =
    text.split('\n')
  const [, , uid, gid, comment = '', homeDir = '', shell = ''] = passwd.split(':')
  const others = (names: string): string[] =>
    names
      .split(':')
      .filter(each => each !== '' && each !== group)
      .sort()
  return {
    uid: Number(uid),
    gid: Number(gid),
    comment,
    home: homeDir,
    shell,
    group,
    groups: others(all),
    gids: numbers
      .split(' ')
      .filter(Boolean)
      .map(Number)
      .filter(each => each !== Number(gid)),
    localGroups: others(local).flatMap(each => {
      const [name = '', number] = each.split('=')
      return Number(number) === Number(gid) ? [] : [{ name, gid: Number(number) }]
    }),
    isLocal: where === 'local',
    hash: shadow === '?' ? null : (shadow.split(':')[0] ?? ''),
    aging: shadow === '?' ? null : agingIn(shadow),
    hasHome: home === 'home',
  }
}

/** Parses the fields of a shadow line after the name. Source: shadow(5). */
function agingIn(shadow: string): PasswordAging {
  const [, , min, max, warn, inactive, expires] = shadow
    .split(':')
    .map(field => (/^\d+$/.test(field) ? Number(field) : null))
  return {
    password_expire_min: min ?? null,
    password_expire_max: max ?? null,
    password_expire_warn: warn ?? null,
    password_expire_account_disable: inactive ?? null,
    expires: expires ?? null,
  }
}
