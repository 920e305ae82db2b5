import type { FoundUsers, MysqlServer, MysqlUser } from './account.ts'
import { comparePrivileges, type PrivilegeDifference, type PrivilegeMode } from './compare-privileges.ts'
import { hasCredentials, type MysqlCredentials } from './credentials.ts'
import type { Privileges } from './privileges.ts'
import { foundRequirement, isSameRequirement, LIMITS, type TlsRequirement } from './requirements.ts'

/** The wanted state of a user's accounts. What is undefined is not changed. */
export interface WantedAccount {
  readonly name: string
  /** Undefined if the credentials of an existing user are not changed. */
  readonly credentials: MysqlCredentials | undefined
  readonly privileges: Privileges | undefined
  readonly mode: PrivilegeMode
  readonly requirement: TlsRequirement | undefined
  /** The wanted limits, by name. */
  readonly limits: Readonly<Record<string, number>>
}

/** The difference between an account and its wanted state. */
export interface AccountDifference extends PrivilegeDifference {
  readonly host: string
  readonly setsCredentials: boolean
  readonly setsRequirement: boolean
  /** The names of the limits that differ. */
  readonly limits: readonly string[]
}

/** The plan for the accounts of a user. It contains no passwords. */
export interface UserPlan {
  readonly verb: 'create' | 'update' | 'delete'
  readonly server: MysqlServer
  readonly accounts: readonly AccountDifference[]
}

/** Returns everything that has to be set for a new account. */
export function newAccount(host: string, wanted: WantedAccount): AccountDifference {
  const isGranted = wanted.mode !== 'subtract' && wanted.privileges !== undefined
  const grants = isGranted ? [...(wanted.privileges ?? [])].map(([on, each]) => [on, [...each]] as const) : []
  return {
    ...{ host, setsCredentials: true, revokes: [], grants: grants.filter(([, each]) => each.length > 0) },
    setsRequirement: wanted.requirement !== undefined && wanted.requirement !== 'NONE',
    limits: Object.keys(wanted.limits),
  }
}

/**
 * Compares an existing account with the wanted state. `isCarriedOut` means that apply has run: credentials that
 * cannot be compared then count as correct.
 */
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

/** Whether an account is in the wanted state. */
export function isAccountRight(difference: AccountDifference): boolean {
  const { setsCredentials, setsRequirement, limits, revokes, grants } = difference
  return !setsCredentials && !setsRequirement && [...limits, ...revokes, ...grants].length === 0
}

/** Returns Ansible's message about an update for the result. */
export function updateMessage(accounts: readonly AccountDifference[]): string {
  if (accounts.some(({ revokes, grants }) => revokes.length + grants.length > 0)) {
    const all = (side: 'grants' | 'revokes') =>
      accounts.flatMap(each => each[side].flatMap(([, names]) => names))
    return `Privileges updated: granted ${JSON.stringify(all('grants'))}, revoked ${JSON.stringify(all('revokes'))}`
  }
  if (accounts.some(each => each.setsRequirement)) return 'TLS requires updated'
  return accounts.some(each => each.setsCredentials) ? 'Password updated' : 'User unchanged'
}
