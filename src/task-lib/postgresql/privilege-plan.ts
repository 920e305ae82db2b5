import type { GrantableObject, GrantedPrivilege } from './privilege-queries.ts'
import { postgresIdentifier } from './quote.ts'

/** The privileges that roles should have on objects. */
export interface WantedGrants {
  readonly state: 'present' | 'absent'
  /** In upper case; `ALL` means all privileges that exist for an object. */
  readonly privileges: readonly string[]
  /** An empty string means `PUBLIC`. */
  readonly roles: readonly string[]
  /** Whether the roles may grant the privileges to others; undefined to keep that as it is. */
  readonly grantOption: boolean | undefined
  /** Whether other privileges of the roles are revoked. */
  readonly isExact: boolean
}

/** The privileges to grant and to revoke, for one role on one object. */
export interface GrantDifference {
  readonly object: string
  readonly role: string
  readonly grants: readonly string[]
  readonly revokes: readonly string[]
  /** Privileges that the role may no longer grant to others. */
  readonly withoutOption: readonly string[]
}

/**
 * Compares the granted privileges on an object with the desired ones. Returns a difference for each role that has one.
 */
export function grantDifferences(object: GrantableObject, wanted: WantedGrants): GrantDifference[] {
  return wanted.roles
    .map(role => differenceOf(object, role, wanted))
    .filter(({ grants, revokes, withoutOption }) => [...grants, ...revokes, ...withoutOption].length > 0)
}

function differenceOf(object: GrantableObject, role: string, wanted: WantedGrants): GrantDifference {
  const { state, grantOption, isExact } = wanted
  const privileges = wanted.privileges.some(each => each === 'ALL' || each === 'ALL PRIVILEGES')
    ? object.every
    : wanted.privileges.map(each => (each === 'TEMP' ? 'TEMPORARY' : each))
  const granted = new Map<string, GrantedPrivilege>(
    (object.granted ?? []).filter(each => each.role === role).map(each => [each.privilege, each]),
  )
  const none = { object: object.id, role, grants: [], revokes: [], withoutOption: [] }
  if (state === 'absent') return { ...none, revokes: privileges.filter(each => granted.has(each)) }
  const isMissing = (each: string): boolean => {
    const found = granted.get(each)
    return found === undefined || (grantOption === true && !found.grantable)
  }
  return {
    ...none,
    grants: privileges.filter(isMissing),
    revokes: isExact ? [...granted.keys()].filter(each => !privileges.includes(each)) : [],
    withoutOption: grantOption === false ? privileges.filter(each => granted.get(each)?.grantable) : [],
  }
}

/** The form of the grant statements: for a kind of object, for default privileges, or for memberships in groups. */
export type GrantForm = { readonly keyword: string } | 'default_privs' | 'group'

/** Returns the statements that remove a difference. */
export function grantStatements(
  { object, role, grants, revokes, withoutOption }: GrantDifference,
  form: GrantForm,
  grantOption: boolean | undefined,
): string[] {
  const who = role === '' ? 'PUBLIC' : postgresIdentifier(role)
  if (form === 'group') {
    const admin = grantOption === true ? ' WITH ADMIN OPTION' : ''
    return [
      ...(revokes.length > 0 ? [`REVOKE ${object} FROM ${who}`] : []),
      ...(withoutOption.length > 0 ? [`REVOKE ADMIN OPTION FOR ${object} FROM ${who}`] : []),
      ...(grants.length > 0 ? [`GRANT ${object} TO ${who}${admin}`] : []),
    ]
  }
  const [before, on] = form === 'default_privs' ? splitDefault(object) : ['', `${form.keyword} ${object}`]
  const option = grantOption === true ? ' WITH GRANT OPTION' : ''
  const some = (each: readonly string[], statement: (names: string) => string): string[] =>
    each.length > 0 ? [`${before}${statement(each.join(', '))}`] : []
  return [
    ...some(revokes, names => `REVOKE ${names} ON ${on} FROM ${who}`),
    ...some(withoutOption, names => `REVOKE GRANT OPTION FOR ${names} ON ${on} FROM ${who}`),
    ...some(grants, names => `GRANT ${names} ON ${on} TO ${who}${option}`),
  ]
}

/**
 * Splits the ID of default privileges, such as `FOR ROLE x TABLES`, into the clauses of the statement and the kind of
 * objects.
 */
function splitDefault(id: string): [string, string] {
  const at = id.lastIndexOf(' ')
  return [`ALTER DEFAULT PRIVILEGES ${id.slice(0, at)} `, id.slice(at + 1)]
}
