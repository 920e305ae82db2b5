import { ALL, GRANT_OPTION, type Privileges } from './privileges.ts'

/** How privileges are changed: all are replaced, or the given ones are added or removed. */
export type PrivilegeMode = 'replace' | 'append' | 'subtract'

/** The privileges to revoke and then to grant, by object. */
export interface PrivilegeDifference {
  readonly revokes: readonly (readonly [object: string, privileges: readonly string[]])[]
  readonly grants: readonly (readonly [object: string, privileges: readonly string[]])[]
}

/**
 * Compares the privileges of a user with the wanted ones. `every` has all privileges that the server knows, because a
 * server may list all of them instead of `ALL`. Privileges of `root` on other objects are not touched, as in Ansible.
 */
export function comparePrivileges(
  found: Privileges,
  wanted: Privileges,
  { mode, every, isRoot }: { mode: PrivilegeMode; every: ReadonlySet<string>; isRoot: boolean },
): PrivilegeDifference {
  const others = mode === 'replace' && !isRoot ? [...found.keys()].filter(object => !wanted.has(object)) : []
  const revokes = [...others.map(object => [object, [...(found.get(object) ?? [])]] as const)]
  const grants: [string, readonly string[]][] = []
  for (const [object, privileges] of wanted) {
    const has = found.get(object) ?? new Set<string>()
    const missing = [...privileges].filter(each => !covers(has, each, every))
    const excess = excessOf(has, privileges, missing, mode)
    if (excess.length > 0) revokes.push([object, excess])
    if (mode !== 'subtract' && missing.length > 0) grants.push([object, missing])
  }
  return { revokes: revokes.filter(([, each]) => each.length > 0), grants }
}

/** Whether a set of privileges includes another one. `ALL` includes all privileges except the grant option. */
function covers(has: ReadonlySet<string>, privilege: string, every: ReadonlySet<string>): boolean {
  if (has.has(privilege)) return true
  if (privilege === GRANT_OPTION) return false
  if (has.has(ALL)) return true
  return privilege === ALL && every.size > 0 && [...every].every(each => has.has(each))
}

function excessOf(
  has: ReadonlySet<string>,
  wanted: ReadonlySet<string>,
  missing: readonly string[],
  mode: PrivilegeMode,
): string[] {
  if (mode === 'append') return []
  if (mode === 'subtract') {
    if (wanted.has(ALL)) return [...has].filter(each => each !== GRANT_OPTION || wanted.has(GRANT_OPTION))
    return [...wanted].filter(each => has.has(each) || (each !== GRANT_OPTION && has.has(ALL)))
  }
  const excess = [...has].filter(each => !wanted.has(each))
  // With `ALL`, only the grant option has to be revoked: `ALL` includes all other privileges.
  const isAll = wanted.has(ALL) || missing.includes(ALL)
  return isAll ? excess.filter(each => each === GRANT_OPTION) : excess
}
