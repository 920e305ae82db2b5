import type { FoundUsers, MysqlServer, MysqlUser } from './account.ts'
import { comparePrivileges, type PrivilegeDifference, type PrivilegeMode } from './compare-privileges.ts'
import { hasCredentials, type MysqlCredentials } from './credentials.ts'
import type { Privileges } from './privileges.ts'
import { foundRequirement, isSameRequirement, LIMITS, type TlsRequirement } from './requirements.ts'

/** What a task asks of a user. What is undefined is left alone. */
export interface WantedAccount {
  readonly name: string
  /** Undefined if the credentials of an existing user are left alone. */
  readonly credentials: MysqlCredentials | undefined
  readonly privileges: Privileges | undefined
  readonly mode: PrivilegeMode
  readonly requirement: TlsRequirement | undefined
  /** The limits by their names. */
  readonly limits: Readonly<Record<string, number>>
}

/** What differs for one account. */
export interface AccountDifference extends PrivilegeDifference {
  readonly host: string
  readonly setsCredentials: boolean
  readonly setsRequirement: boolean
  /** The names of the limits that differ. */
  readonly limits: readonly string[]
}

/** What apply does; no passwords are in it. */
export interface UserPlan {
  readonly verb: 'create' | 'update' | 'delete'
  readonly server: MysqlServer
  readonly accounts: readonly AccountDifference[]
}

/** All that is to be done for an account that does not exist. */
export function newAccount(host: string, wanted: WantedAccount): AccountDifference {
  const isGranted = wanted.mode !== 'subtract' && wanted.privileges !== undefined
  const grants = isGranted ? [...(wanted.privileges ?? [])].map(([on, each]) => [on, [...each]] as const) : []
  return {
    ...{ host, setsCredentials: true, revokes: [], grants: grants.filter(([, each]) => each.length > 0) },
    setsRequirement: wanted.requirement !== undefined && wanted.requirement !== 'NONE',
    limits: Object.keys(wanted.limits),
  }
}

/** What differs for an account that exists. `isCarriedOut` after a run has set what cannot be compared. */
export function accountDifference(
  user: MysqlUser,
  { privileges }: Extract<FoundUsers, { kind: 'found' }>,
  wanted: WantedAccount,
  isCarriedOut: boolean,
): AccountDifference {
  const found = privileges.ofHost.get(user.host) ?? new Map()
  const isRoot = wanted.name === 'root'
  const granting =
    wanted.privileges === undefined
      ? { revokes: [], grants: [] }
      : comparePrivileges(found, wanted.privileges, { mode: wanted.mode, every: privileges.every, isRoot })
  const isRight =
    wanted.credentials === undefined ? true : (hasCredentials(user, wanted.credentials) ?? isCarriedOut)
  const { requirement } = wanted
  return {
    ...{ host: user.host, ...granting, setsCredentials: !isRight },
    setsRequirement:
      requirement !== undefined && !isSameRequirement(foundRequirement(user.columns), requirement),
    limits: Object.entries(wanted.limits)
      .filter(([name, limit]) => Number(user.columns[LIMITS[name] ?? '']) !== limit)
      .map(([name]) => name),
  }
}

/** Whether there is nothing to do for an account. */
export function isAccountRight(difference: AccountDifference): boolean {
  const { setsCredentials, setsRequirement, limits, revokes, grants } = difference
  return !setsCredentials && !setsRequirement && [...limits, ...revokes, ...grants].length === 0
}

/** What the result says of an update, as in Ansible. */
export function updateMessage(accounts: readonly AccountDifference[]): string {
  if (accounts.some(({ revokes, grants }) => revokes.length + grants.length > 0)) {
    const all = (side: 'grants' | 'revokes') =>
      accounts.flatMap(each => each[side].flatMap(([, names]) => names))
    return `Privileges updated: granted ${JSON.stringify(all('grants'))}, revoked ${JSON.stringify(all('revokes'))}`
  }
  if (accounts.some(each => each.setsRequirement)) return 'TLS requires updated'
  return accounts.some(each => each.setsCredentials) ? 'Password updated' : 'User unchanged'
}
