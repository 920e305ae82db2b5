import type { Entry, Layer, Scope } from '../../evaluation/scope.ts'
import { innermostPrivateRole, isOpen, type Privacy } from '../../playbook/roles/privacy.ts'
import type { Role } from '../../playbook/roles/role.ts'
import { sourceLayer } from './layers.ts'

/**
 * Prefix for variables of private roles, which are stored among those of their host. No variable's name contains it.
 */
const PRIVATE_PREFIX = '\0'

/**
 * Returns the variables that a task of a role sets, under the names by which they are stored. Those of a private role
 * are visible only to its own tasks, except its outputs, which its user sees too.
 */
export function asStored<T>(
  role: Role | undefined,
  variables: ReadonlyMap<string, T>,
): ReadonlyMap<string, T> {
  if (!innermostPrivateRole(role)) return variables
  return new Map(
    [...variables].flatMap(([name, value]) => storedNames(role, name).map(each => [each, value])),
  )
}

/** Returns the names under which a variable that a task of a role sets is stored. */
export function storedNames(role: Role | undefined, name: string): string[] {
  const owner = innermostPrivateRole(role)
  if (!owner?.privacy || isOpen(name)) return [name]
  const own = `${prefixOf(owner)}${name}`
  const { outputs, outer } = owner.privacy
  return outputs.has(name) ? [own, ...storedNames(outer.role, name)] : [own]
}

function prefixOf({ identity }: Role): string {
  return `${PRIVATE_PREFIX}${identity}${PRIVATE_PREFIX}`
}

/** Returns the variables of a host that all tasks see, without those of private roles. */
export function publicVariables(variables: Layer): Layer {
  return {
    has: name => variables.has(name),
    get: name => variables.get(name),
    keys: () => [...variables.keys()].filter(name => !name.startsWith(PRIVATE_PREFIX))[Symbol.iterator](),
  }
}

/** Returns the variables of a host that belong to a private role. */
export function privateVariables(role: Role, variables: Layer): Layer {
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

/** Returns the variables of a layer that are never private. */
export function openOf(layer: Layer): Layer {
  return {
    has: name => isOpen(name) && layer.has(name),
    get: name => layer.get(name),
    keys: () => [...layer.keys()].filter(isOpen)[Symbol.iterator](),
  }
}

/** Returns a function that reports whether a task that may have run sets a variable that a private role sees. */
export function mayBeSetFor(role: Role, maySet: (name: string) => boolean): (name: string) => boolean {
  return name => maySet(prefixOf(role) + name) || maySet(name)
}

/**
 * Returns the inputs of a private role: the values given where it is used, otherwise the variables with these names
 * there.
 */
export function inputsLayer({ given, params }: Role, { inputs }: Privacy, outer: () => Scope): Layer {
  const withGiven = (): Scope =>
    [given, params]
      .filter(({ size }) => size > 0)
      .reduce((scope, vars) => scope.extend(sourceLayer(vars)), outer())
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
