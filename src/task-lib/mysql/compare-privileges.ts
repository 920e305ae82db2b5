import { ALL, GRANT_OPTION, type Privileges } from './privileges.ts'

/** How privileges are brought to what is wanted: by replacing all, by adding to them, or by taking from them. */
export type PrivilegeMode = 'replace' | 'append' | 'subtract'

/** What is revoked, and then granted, by object. */
export interface PrivilegeDifference {
  readonly revokes: readonly (readonly [object: string, privileges: readonly string[]])[]
  readonly grants: readonly (readonly [object: string, privileges: readonly string[]])[]
}

/**
 * What differs between the privileges of a user and those that are wanted. `every` are all privileges that the server knows, for one that
 * lists them instead of `ALL`. The other objects of `root` are left alone, as in Ansible.
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

/** Whether a user with some privileges has one: `ALL` is all but the one to grant them to others. */
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
  // What `ALL` includes need not be revoked, nor what stands for it.
  const isAll = wanted.has(ALL) || missing.includes(ALL)
  return isAll ? excess.filter(each => each === GRANT_OPTION) : excess
}
