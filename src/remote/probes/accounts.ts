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
  /** The primary group's name. */
  readonly group: string
  /** All other groups, in name order, those that a directory service knows among them. */
  readonly groups: readonly string[]
  /** Their numbers. */
  readonly gids: readonly number[]
  /** Those of them that /etc/group has, the only ones that usermod takes a user out of; with their numbers. */
  readonly localGroups: readonly { readonly name: string; readonly gid: number }[]
  /** Whether /etc/passwd has it, and not a directory service alone. */
  readonly isLocal: boolean
  /** The password hash; null if the session may not read it, undefined for a user that a dry run would make. */
  readonly hash: string | null | undefined
  /** The other fields of /etc/shadow; null if the session may not read it, undefined for a user that a dry run would make. */
  readonly aging: PasswordAging | null | undefined
  readonly hasHome: boolean
}

/** The names of the dates of an account, and of how long its password lasts. */
export const AGING_FIELDS = [
  'password_expire_min',
  'password_expire_max',
  'password_expire_warn',
  'password_expire_account_disable',
  'expires',
] as const

export type AgingField = (typeof AGING_FIELDS)[number]

/** Each in days, that of `expires` since 1970; null for what is not set. */
type PasswordAging = { readonly [F in AgingField]: number | null }

/** What changes show if a date is not set. */
export const NEVER = 'never'

/** The number that /etc/shadow has for what a change shows; null for none. */
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
 * Parses a passwd line, the primary group, the names and numbers of all groups, those in /etc/group, whether
 * /etc/passwd has the user, the rest of a shadow line, and whether the home directory exists.
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

/** Source: shadow(5), the fields after the name. */
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
