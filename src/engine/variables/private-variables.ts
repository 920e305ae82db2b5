import type { Entry, Layer, Scope } from '../../evaluation/scope.ts'
import { isOpen, type Privacy, privateAround } from '../../playbook/roles/privacy.ts'
import type { Role } from '../../playbook/roles/role.ts'
import { sources } from './layers.ts'

/** Variables of private roles are kept with those of their host, behind a prefix that no name of a variable has. */
const MARK = '\0'

/**
 * Variables that a task of a role sets, under the names that they are kept by: those of a private role are for its own tasks, except its
 * outputs, which are for its user as well.
 */
export function keptFor<T>(
  role: Role | undefined,
  variables: ReadonlyMap<string, T>,
): ReadonlyMap<string, T> {
  if (!privateAround(role)) return variables
  return new Map([...variables].flatMap(([name, value]) => keptNames(role, name).map(each => [each, value])))
}

/** The names that a variable is kept by which a task of a role sets. */
export function keptNames(role: Role | undefined, name: string): string[] {
  const owner = privateAround(role)
  if (!owner?.privacy || isOpen(name)) return [name]
  const own = `${prefixOf(owner)}${name}`
  const { outputs, outer } = owner.privacy
  return outputs.has(name) ? [own, ...keptNames(outer.role, name)] : [own]
}

function prefixOf({ identity }: Role): string {
  return `${MARK}${identity}${MARK}`
}

/** What all tasks see of a host's variables: not those of private roles. */
export function shownOf(variables: Layer): Layer {
  return {
    has: name => variables.has(name),
    get: name => variables.get(name),
    keys: () => [...variables.keys()].filter(name => !name.startsWith(MARK))[Symbol.iterator](),
  }
}

/** Those of a private role. */
export function privateOf(role: Role, variables: Layer): Layer {
  const prefix = prefixOf(role)
  return {
    has: name => variables.has(prefix + name),
    get: name => variables.get(prefix + name),
    keys: () =>
      [...variables.keys()]
        .filter(name => name.startsWith(prefix))
        .map(name => name.slice(prefix.length))
        [Symbol.iterator](),
  }
}

/** What of a layer is never private. */
export function openOf(layer: Layer): Layer {
  return {
    has: name => isOpen(name) && layer.has(name),
    get: name => layer.get(name),
    keys: () => [...layer.keys()].filter(isOpen)[Symbol.iterator](),
  }
}

/** Whether a task that may have run sets a variable that a private role sees. */
export function mayBeSetFor(role: Role, maySet: (name: string) => boolean): (name: string) => boolean {
  return name => maySet(prefixOf(role) + name) || maySet(name)
}

/** The inputs of a private role: what it was given where it is used, otherwise the variables of that name there, with their values there. */
export function inputsLayer({ given, params }: Role, { inputs }: Privacy, outer: () => Scope): Layer {
  const withGiven = (): Scope =>
    [given, params]
      .filter(({ size }) => size > 0)
      .reduce((scope, vars) => scope.extend(sources(vars)), outer())
  const has = (name: string): boolean =>
    inputs.has(name) && (given.has(name) || params.has(name) || outer().has(name))
  return {
    has,
    get: (name): Entry => ({
      get value() {
        return withGiven().get(name)
      },
    }),
    keys: () => [...inputs].filter(has)[Symbol.iterator](),
  }
}
