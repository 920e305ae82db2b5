import type { Entry, Layer } from '../../evaluation/scope.ts'
import { allDependencies, nameInCollection, parentsOf, type Role } from '../../playbook/roles/role.ts'
import type { RoleRun } from '../../playbook/steps.ts'
import type { PlayContext } from '../state/context.ts'
import { later, sources } from './layers.ts'

/** What roles give to a task, weakest first. */
interface RoleLayers {
  /** Weaker than the inventory. */
  readonly defaults: readonly Layer[]
  /** Stronger than `vars_files`. */
  readonly vars: readonly Layer[]
  /** Stronger than what tasks set. */
  readonly params: readonly Layer[]
  readonly names: readonly Layer[]
}

/** The variables that a task sees of the roles of its play and, if it is in a role, of that, its dependencies and those around it. */
export function roleLayers({ run, play, state }: PlayContext, role: Role | undefined): RoleLayers {
  const runs = [...play.roles, ...state.roles]
  const vars = run.settings.hidesRoleVars ? [] : exportedVars(runs)
  const exported = { defaults: exportedDefaults(runs), vars }
  if (!role) return { ...exported, params: [], names: [] }
  return {
    defaults: [...exported.defaults, ...rolesOfDefaults(role).map(({ defaults }) => sources(defaults))],
    vars: [...exported.vars, ...rolesOfVars(role).flatMap(varsOf)],
    params: [...role.around, role].map(({ params }) => sources(params)),
    names: [roleNames(role)],
  }
}

/** The roles whose defaults a task in a role sees, weakest first. */
function rolesOfDefaults(role: Role, around = role.around): readonly Role[] {
  return [...allDependencies(role), ...around, role]
}

/** The roles whose `vars` a task in a role sees, weakest first. */
export function rolesOfVars(role: Role, around = role.around): readonly Role[] {
  return [...around, ...allDependencies(role), role]
}

/** The same within a private role: none of those outside of it. */
export function privateRoleLayers(role: Role, owner: Role): RoleLayers {
  const around = role === owner ? [] : role.around.slice(depthOf(role, owner))
  return {
    defaults: rolesOfDefaults(role, around).map(({ defaults }) => sources(defaults)),
    vars: rolesOfVars(role, around).flatMap(each =>
      isSame(each, owner) ? [sources(each.vars)] : varsOf(each),
    ),
    params: [...around, role].filter(each => !isSame(each, owner)).map(({ params }) => sources(params)),
    names: [roleNames(role)],
  }
}

function depthOf({ around }: Role, owner: Role): number {
  return around.findIndex(each => isSame(each, owner))
}

/** Its dependencies know a role without them. */
function isSame(one: Role, other: Role): boolean {
  return one.identity === other.identity
}

/** The defaults of roles that all tasks of their play see. */
export function exportedDefaults(runs: readonly RoleRun[]): Layer[] {
  return runs.map(({ role }) => sources(role.defaults))
}

/** The variables of roles that all tasks of their play see. */
export function exportedVars(runs: readonly RoleRun[]): Layer[] {
  return runs.flatMap(({ role }) => varsOf(role))
}

function varsOf({ given, vars }: Role): Layer[] {
  return [given, vars].map(sources)
}

/** The names that Drover gives to the tasks of a role. */
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

/** The names of a play's roles, those that were included so far among them. */
export function rolesOfPlay({ play, state }: Pick<PlayContext, 'play' | 'state'>): [string, Entry][] {
  const namesOf = (isDependency: boolean): string[] =>
    [...play.roles, ...state.roles]
      .filter(({ role }) => role.isDependency === isDependency)
      .map(({ role }) => role.name)
  return [
    // The older name.
    ['role_names', later(() => namesOf(false))],
    ['ansible_play_role_names', later(() => namesOf(false))],
    ['ansible_dependent_role_names', later(() => [...new Set(namesOf(true))])],
    ['ansible_role_names', later(() => [...new Set([...namesOf(true), ...namesOf(false)])])],
  ]
}
