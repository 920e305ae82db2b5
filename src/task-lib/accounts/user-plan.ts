import type { Json } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { Unknown } from '../../values/unknown.ts'

/** The steps that create, change or delete an account. */
export interface UserPlan {
  readonly verb: 'add' | 'modify' | 'delete'
  /** The options of useradd, usermod or userdel. */
  readonly options: readonly string[]
  readonly setsPassword: boolean
  readonly lock: boolean | null
  readonly makesHome: boolean
  /** The options of chage; empty if no date changes. */
  readonly aging: readonly string[]
  /** Path of the private key to create; absent if none is created. */
  readonly sshKey?: string
}

/**
 * Returns options and their values as words of a command line. Options without a value are left out, and so are those
 * with unknown values: these occur only in dry runs, which never run the command.
 */
export function optionWords(values: Readonly<Record<string, Json | Unknown | undefined>>): string[] {
  return Object.entries(values).flatMap(([option, value]) =>
    value === undefined || value instanceof Unknown ? [] : [option, String(value)],
  )
}

/**
 * Returns the error for an account that is known only to a directory service such as LDAP. `what` names the part of
 * the account that would change.
 */
export function notLocal(name: string, what: string): TaskError {
  return new TaskError(`\`${name}\` is not in /etc/passwd, but comes from a directory such as LDAP`, {
    hint: `change ${what} in that directory, or remove the param`,
  })
}
