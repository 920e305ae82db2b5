import type { VarsSource } from '../../yaml/load.ts'
import type { Privacy } from './privacy.ts'

/** A role as one play, import or include uses it. */
export interface Role {
  /** With that of its collection, if it is of one: `community.sops.install`. */
  readonly name: string
  /** Such as `community.sops`. */
  readonly collection?: string
  /** The folder, absolute. */
  readonly path: string
  /** The folder of the playbook that uses it. */
  readonly playbookDir: string
  /** Equal for uses of the same role with the same params: unless duplicates are allowed, a host runs only one of them. */
  readonly identity: string
  readonly allowsDuplicates: boolean
  /** Weaker than the inventory. */
  readonly defaults: VarsSource
  readonly vars: VarsSource
  /** `vars` where it is used; weaker than its own. */
  readonly given: VarsSource
  /** Other keys of an entry of `roles`; stronger than what tasks set. */
  readonly params: VarsSource
  readonly dependencies: readonly Role[]
  /** The roles that use it, outermost first: it sees their variables. */
  readonly around: readonly Role[]
  /** Whether the innermost of those names it in its metadata; otherwise a task of that imports or includes it. */
  readonly isDependency: boolean
  /** Set if its variables are private. */
  readonly privacy?: Privacy
}

/** The files of a role that are read instead of `main.yml`, by folder. */
export type RoleFiles = Readonly<Partial<Record<RoleFolder, string>>>

export type RoleFolder = 'tasks' | 'vars' | 'defaults' | 'handlers'

export const ROLE_FOLDERS: readonly RoleFolder[] = ['tasks', 'vars', 'defaults', 'handlers']

/** The name of a role within its collection. */
export function nameInCollection({ name, collection }: Pick<Role, 'name' | 'collection'>): string {
  return collection === undefined ? name : name.slice(collection.length + 1)
}

/** A role, then those that use it, innermost first. */
export function withUsers(role?: Role): readonly Role[] {
  return role ? [role, ...role.around.toReversed()] : []
}

/** The roles whose tasks import or include a role, innermost first; beyond a dependency there are none. */
export function parentsOf({ around, isDependency }: Role): Role[] {
  const parent = isDependency ? undefined : around.at(-1)
  return parent ? [parent, ...parentsOf(parent)] : []
}

/** The dependencies of a role and theirs, in the order in which they run. */
export function allDependencies({ dependencies }: Role): Role[] {
  return dependencies.flatMap(each => [...allDependencies(each), each])
}
