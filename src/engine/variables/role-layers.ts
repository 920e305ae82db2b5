import type { Entry, Layer } from '../../evaluation/scope.ts'
import { allDependencies, nameInCollection, parentsOf, type Role } from '../../playbook/roles/role.ts'
import type { RoleRun } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { lazyEntry, sourceLayer } from './layers.ts'

/** The variables that roles provide to a task, each list with the lowest precedence first. */
interface RoleLayers {
  /** Below the inventory in precedence. */
  readonly defaults: readonly Layer[]
  /** Above `vars_files` in precedence. */
  readonly vars: readonly Layer[]
  /** Above registered and set variables in precedence. */
  readonly params: readonly Layer[]
  readonly names: readonly Layer[]
}

/**
 * Returns the variables of roles that a task sees: those that the roles of its play export and, if it is in a role,
 * those of that role, its dependencies and the roles around it.
 */
export function roleLayers({ run, play, state }: PlayContext, role: Role | undefined): RoleLayers {
  const runs = [...play.roles, ...state.roles]
  const vars = run.settings.hidesRoleVars ? [] : exportedVars(runs)
  const exported = { defaults: exportedDefaults(runs), vars }
  if (!role) return { ...exported, params: [], names: [] }
  return {
    defaults: [...exported.defaults, ...rolesOfDefaults(role).map(({ defaults }) => sourceLayer(defaults))],
    vars: [...exported.vars, ...rolesOfVars(role).flatMap(varsOf)],
    params: [...role.ancestors, role].map(({ params }) => sourceLayer(params)),
    names: [roleNames(role)],
  }
}

/** Returns the roles whose defaults a task in a role sees, lowest precedence first. */
function rolesOfDefaults(role: Role, ancestors = role.ancestors): readonly Role[] {
  return [...allDependencies(role), ...ancestors, role]
}

/** Returns the roles whose `vars` a task in a role sees, lowest precedence first. */
export function rolesOfVars(role: Role, ancestors = role.ancestors): readonly Role[] {
  return [...ancestors, ...allDependencies(role), role]
}

/** Returns the variables of roles that a task within a private role sees: none of roles outside of it. */
export function privateRoleLayers(role: Role, owner: Role): RoleLayers {
  const ancestors = role === owner ? [] : role.ancestors.slice(depthOf(role, owner))
  return {
    defaults: rolesOfDefaults(role, ancestors).map(({ defaults }) => sourceLayer(defaults)),
    vars: rolesOfVars(role, ancestors).flatMap(each =>
      isSame(each, owner) ? [sourceLayer(each.vars)] : varsOf(each),
    ),
    params: [...ancestors, role]
      .filter(each => !isSame(each, owner))
      .map(({ params }) => sourceLayer(params)),
    names: [roleNames(role)],
  }
}

function depthOf({ ancestors }: Role, owner: Role): number {
  return ancestors.findIndex(each => isSame(each, owner))
}

/**
 * Whether two roles have the same identity. The objects cannot be compared, because the dependencies of a role refer
 * to a copy of it without dependencies.
 */
function isSame(one: Role, other: Role): boolean {
  return one.identity === other.identity
}

/** Returns the defaults of roles, which all tasks of their play see. */
export function exportedDefaults(runs: readonly RoleRun[]): Layer[] {
  return runs.map(({ role }) => sourceLayer(role.defaults))
}

/** Returns the `vars` of roles, which all tasks of their play see. */
export function exportedVars(runs: readonly RoleRun[]): Layer[] {
  return runs.flatMap(({ role }) => varsOf(role))
}

function varsOf({ given, vars }: Role): Layer[] {
  return [given, vars].map(sourceLayer)
}

/** Returns the built-in variables for the tasks of a role. */
export function roleNames(role: Role): Layer {
  const known = layers.get(role) ?? makeRoleNames(role)
  layers.set(role, known)
  return known
}

const layers = new WeakMap<Role, Layer>()

function makeRoleNames(role: Role): Layer {
  const { name, path, collection = null } = role
  const parents = parentsOf(role)
  return new Map<string, Entry>([
    ['role_name', { value: nameInCollection(role) }],
    ['role_path', { value: path }],
    ['ansible_role_name', { value: name }],
    ['ansible_collection_name', { value: collection }],
    ...(parents.length === 0
      ? []
      : ([
          ['ansible_parent_role_names', { value: parents.map(parent => parent.name) }],
          ['ansible_parent_role_paths', { value: parents.map(parent => parent.path) }],
        ] as const)),
  ])
}

/** Returns the built-in variables with the names of a play's roles, including those of includes so far. */
export function rolesOfPlay({ play, state }: Pick<PlayContext, 'play' | 'state'>): [string, Entry][] {
  const namesOf = (isDependency: boolean): string[] =>
    [...play.roles, ...state.roles]
      .filter(({ role }) => role.isDependency === isDependency)
      .map(({ role }) => role.name)
  return [
    // Ansible's older name of `ansible_play_role_names`.
    ['role_names', lazyEntry(() => namesOf(false))],
    ['ansible_play_role_names', lazyEntry(() => namesOf(false))],
    ['ansible_dependent_role_names', lazyEntry(() => [...new Set(namesOf(true))])],
    ['ansible_role_names', lazyEntry(() => [...new Set([...namesOf(true), ...namesOf(false)])])],
  ]
}
