import type { Entry, Layer } from '../../evaluation/scope.ts'
import { allDependencies, type Role } from '../../playbook/roles/role.ts'
import type { RoleRun } from '../../playbook/steps.ts'
import { sources } from './layers.ts'

/** The defaults that a task of a role sees: of its dependencies, of the roles that use it, its own; weakest first. */
export function defaultsFor(role: Role): Layer[] {
  return [...allDependencies(role), ...role.around, role].map(({ defaults }) => sources(defaults))
}

/** The variables that a task of a role sees: of the roles that use it, of its dependencies, its own; weakest first. */
export function varsFor(role: Role): Layer[] {
  return [...role.around, ...allDependencies(role), role].flatMap(varsOf)
}

/** The params that a task of a role sees; they are stronger than what tasks set. */
export function paramsFor(role: Role): Layer[] {
  return [...role.around, role].map(({ params }) => sources(params))
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

function makeRoleNames({ name, path, parents, around }: Role): Layer {
  const paths = parents.map((_, index) => around.at(-1 - index)?.path)
  return new Map<string, Entry>([
    ['role_name', { value: name }],
    ['role_path', { value: path }],
    ['ansible_role_name', { value: name }],
    ...(parents.length === 0
      ? []
      : ([
          ['ansible_parent_role_names', { value: parents }],
          ['ansible_parent_role_paths', { value: paths }],
        ] as const)),
  ])
}

/** The names of a play's roles. */
export function rolesOfPlay(runs: readonly RoleRun[]): [string, Entry][] {
  const namesOf = (those: readonly RoleRun[]): string[] => those.map(({ role }) => role.name)
  const own = namesOf(runs.filter(({ isDependency }) => !isDependency))
  const needed = [...new Set(namesOf(runs.filter(({ isDependency }) => isDependency)))]
  return [
    ['ansible_play_role_names', { value: own }],
    ['ansible_dependent_role_names', { value: needed }],
    ['ansible_role_names', { value: [...new Set([...needed, ...own])] }],
  ]
}
