import { suggest } from '../../base/suggest.ts'
import { InputError, InputErrors, type Place } from '../../errors.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { EntryPoint } from './argument-specs.ts'
import type { LoopParams } from './loop-params.ts'
import type { Role } from './role.ts'

/** The variables that a role with private variables shares with the rest of the play. */
export interface Privacy {
  /** The variables that its users may set. */
  readonly inputs: ReadonlySet<string>
  /** The variables that it sets for its users. */
  readonly outputs: ReadonlySet<string>
  /** The context in which the role is used, in which its inputs are evaluated. */
  readonly outer: SharedKeywords
}

/** The keywords that determine the variables of a task that uses a role. */
interface SharedKeywords {
  readonly place: Place
  readonly vars: readonly VarsSource[]
  readonly includeParams?: LoopParams
  readonly role?: Role
}

/**
 * Returns the inputs of a role: the options of its argument spec or, without one, the names of its defaults. Throws
 * InputErrors for variables that are given to the role but are not inputs.
 */
export function inputsOf(
  { name, defaults }: Pick<Role, 'name' | 'defaults'>,
  spec: EntryPoint | undefined,
  given: readonly VarsSource[],
): ReadonlySet<string> {
  const inputs = new Set(spec ? spec.options.entries.keys() : defaults.keys())
  const undeclared = given.flatMap(vars => [...vars].filter(([key]) => !inputs.has(key) && !isOpen(key)))
  if (undeclared.length === 0) return inputs
  throw new InputErrors(
    undeclared.map(([key, { place }]) => {
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

/** Whether a name is never private: Ansible's names for connections, facts and so on. */
export function isOpen(name: string): boolean {
  return name.startsWith('ansible_')
}

/**
 * Returns the innermost role with private variables among a role and those that use it; undefined if there is none.
 */
export function innermostPrivateRole(role: Role | undefined): Role | undefined {
  if (!role || role.privacy) return role
  return innermostPrivateRole(role.ancestors.at(-1))
}

/** Whether a variable that a task of the role sets is visible only to the tasks of a private role. */
export function isPrivate(role: Role | undefined, name: string): boolean {
  const owner = innermostPrivateRole(role)
  return owner?.privacy !== undefined && !isOpen(name) && !owner.privacy.outputs.has(name)
}
