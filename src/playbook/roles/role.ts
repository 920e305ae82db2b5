import type { VarsSource } from '../../yaml/load.ts'
import type { Privacy } from './privacy.ts'

/** A role as used by one play, import or include. */
export interface Role {
  /** The name, including that of its collection if it belongs to one: `community.sops.install`. */
  readonly name: string
  /** The collection, such as `community.sops`; absent if it belongs to none. */
  readonly collection?: string
  /** The absolute path of its folder. */
  readonly path: string
  /** The folder of the playbook that uses it. */
  readonly playbookDir: string
  /**
   * Equal for uses of the same role with the same params. Unless duplicates are allowed, a host runs only one of
   * these.
   */
  readonly identity: string
  readonly allowsDuplicates: boolean
  /** Its default variables, which the inventory overrides. */
  readonly defaults: VarsSource
  readonly vars: VarsSource
  /** `vars` at the place where the role is used; its own `vars` override them. */
  readonly given: VarsSource
  /** Other keys of its entry in `roles`; they override variables that tasks set. */
  readonly params: VarsSource
  readonly dependencies: readonly Role[]
  /** The roles that use it, outermost first. It can read their variables. */
  readonly ancestors: readonly Role[]
  /**
   * Whether the innermost role in `ancestors` has it as a dependency; otherwise a task of that role imports or includes
   * it.
   */
  readonly isDependency: boolean
  /** Set if its variables are private. */
  readonly privacy?: Privacy
}

/** The files of a role that are read instead of `main.yml`, by folder. */
export type RoleFiles = Readonly<Partial<Record<RoleFolder, string>>>

export type RoleFolder = 'tasks' | 'vars' | 'defaults' | 'handlers'

export const ROLE_FOLDERS: readonly RoleFolder[] = ['tasks', 'vars', 'defaults', 'handlers']

/** Returns the name of a role within its collection. */
export function nameInCollection({ name, collection }: Pick<Role, 'name' | 'collection'>): string {
  return collection === undefined ? name : name.slice(collection.length + 1)
}

/** Returns a role followed by the roles that use it, innermost first. */
export function withUsers(role?: Role): readonly Role[] {
  return role ? [role, ...role.ancestors.toReversed()] : []
}

/**
 * Returns the roles whose tasks import or include a role, innermost first. The list ends at a dependency, which no
 * task imports.
 */
export function parentsOf({ ancestors, isDependency }: Role): Role[] {
  const parent = isDependency ? undefined : ancestors.at(-1)
  return parent ? [parent, ...parentsOf(parent)] : []
}

/** Returns the dependencies of a role, including indirect ones, in the order in which they run. */
export function allDependencies({ dependencies }: Role): Role[] {
  return dependencies.flatMap(each => [...allDependencies(each), each])
}
