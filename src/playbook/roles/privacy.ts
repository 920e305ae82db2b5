import { suggest } from '../../base/suggest.ts'
import { InputError, InputErrors, type Place } from '../../errors.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { EntryPoint } from './argument-specs.ts'
import type { LoopParams } from './loop-params.ts'
import type { Role } from './role.ts'

/** What a role with private variables sees of those around it, and what they see of it. */
export interface Privacy {
  /** The names that its users may give a value. */
  readonly inputs: ReadonlySet<string>
  /** The names that it sets for its users. */
  readonly outputs: ReadonlySet<string>
  /** Where it is used: what its inputs are evaluated with. */
  readonly outer: Surroundings
}

/** What a task that uses a role inherits, as far as it makes variables. */
interface Surroundings {
  readonly place: Place
  readonly vars: readonly VarsSource[]
  readonly includeParams?: LoopParams
  readonly role?: Role
}

/**
 * The inputs of a role: the options of its argument spec, otherwise what it has defaults for. Throws InputErrors for what is given to it
 * and is no input.
 */
export function inputsOf(
  { name, defaults }: Pick<Role, 'name' | 'defaults'>,
  spec: EntryPoint | undefined,
  given: readonly VarsSource[],
): ReadonlySet<string> {
  const inputs = new Set(spec ? spec.options.entries.keys() : defaults.keys())
  const strangers = given.flatMap(vars => [...vars].filter(([key]) => !inputs.has(key) && !isOpen(key)))
  if (strangers.length === 0) return inputs
  throw new InputErrors(
    strangers.map(([key, { place }]) => {
      const near = suggest(key, inputs)
      return new InputError(`the role \`${name}\` has no input \`${key}\`: its variables are private`, {
        place,
        hint: near
          ? `did you mean \`${near}\`?`
          : `its inputs are ${[...inputs].map(each => `\`${each}\``).join(', ') || 'none'}`,
      })
    }),
  )
}

/** Whether a name is never private: Ansible's names for connections, facts and the like. */
export function isOpen(name: string): boolean {
  return name.startsWith('ansible_')
}

/** The innermost role with private variables among a role and those that use it. */
export function privateAround(role: Role | undefined): Role | undefined {
  if (!role || role.privacy) return role
  return privateAround(role.around.at(-1))
}

/** Whether a variable that a task of a role sets is for no other tasks than those of a private role. */
export function isPrivate(role: Role | undefined, name: string): boolean {
  const owner = privateAround(role)
  return owner?.privacy !== undefined && !isOpen(name) && !owner.privacy.outputs.has(name)
}
