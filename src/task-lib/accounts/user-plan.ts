import type { Json } from '../../authoring/plan.ts'
import { TaskError } from '../../errors.ts'
import { Unknown } from '../../values/unknown.ts'

/** How an account is created, changed or deleted. */
export interface UserPlan {
  readonly verb: 'add' | 'modify' | 'delete'
  /** The options of useradd, usermod or userdel. */
  readonly options: readonly string[]
  readonly setsPassword: boolean
  readonly lock: boolean | null
  readonly makesHome: boolean
  /** The options of chage. */
  readonly aging: readonly string[]
  /** Where a new ssh key goes. */
  readonly sshKey?: string
}

/** Options with their values as words. What is unknown in a dry run is left out, since it is not carried out. */
export function optionWords(values: Readonly<Record<string, Json | Unknown | undefined>>): string[] {
  return Object.entries(values).flatMap(([option, value]) =>
    value === undefined || value instanceof Unknown ? [] : [option, String(value)],
  )
}

/** The error for an account that only a directory service knows. `what`: what would change of it. */
export function notLocal(name: string, what: string): TaskError {
  return new TaskError(`\`${name}\` is not in /etc/passwd, but comes from a directory such as LDAP`, {
    hint: `change ${what} in that directory, or remove the param`,
  })
}
