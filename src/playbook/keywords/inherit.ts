import { InputError, type Source } from '../../errors.ts'
import { isTemplated } from '../../yaml/describe.ts'
import type { VarsSource } from '../../yaml/load.ts'
import { attempt } from '../../yaml/problems.ts'
import { readVarsKeyword } from '../../yaml/variables.ts'
import type { LoopParams } from '../roles/loop-params.ts'
import type { Role } from '../roles/role.ts'
import { type Reading, withinImport } from './context.ts'
import type { Keywords } from './keywords.ts'
import { type ModuleDefaults, readModuleDefaults } from './module-defaults.ts'
import {
  type Check,
  type ConditionSource,
  isEnvironment,
  isFlag,
  isFlagOr,
  isNumber,
  isText,
  readConditions,
  readTags,
} from './values.ts'

/** The keywords that a play inherits if no other playbook imports it: none. */
export const NOTHING_INHERITED: Inherited = { when: [], tags: [], vars: [], environment: [] }

type Single = Exclude<
  keyof Inherited,
  | 'when'
  | 'tags'
  | 'vars'
  | 'environment'
  | 'moduleDefaults'
  | 'includeParams'
  | 'inclusions'
  | 'notify'
  | 'role'
>

/** Keywords whose innermost value applies, with the property it is stored in and its check. */
const SINGLE: Readonly<Record<string, readonly [Single, Check]>> = {
  become: ['become', isFlag],
  become_user: ['becomeUser', isText],
  become_method: ['becomeMethod', isText],
  become_flags: ['becomeFlags', isText],
  connection: ['connection', isText],
  remote_user: ['user', isText],
  user: ['user', isText],
  port: ['port', isNumber],
  delegate_to: ['delegateTo', isText],
  delegate_facts: ['delegateFacts', isFlag],
  run_once: ['runOnce', isFlagOr('play')],
  no_log: ['noLog', isFlag],
  ignore_errors: ['ignoreErrors', isFlag],
  ignore_unreachable: ['ignoreUnreachable', isFlag],
  any_errors_fatal: ['anyErrorsFatal', isFlag],
  check_mode: ['checkMode', isFlag],
  diff: ['diff', isFlag],
  throttle: ['throttle', isNumber],
  timeout: ['timeout', isNumber],
}

/**
 * Keywords that a block or task can set for itself and pass on. `user` is not one of them, because there it is a
 * task type; the keyword is `remote_user`.
 */
export const STEP_KEYS: readonly string[] = [
  'when',
  'tags',
  'vars',
  'environment',
  'module_defaults',
  ...Object.keys(SINGLE).filter(key => key !== 'user'),
]

/** Keywords that a play can pass on. Its `vars` are not passed on but kept with the play. */
export const PLAY_KEYS: readonly string[] = [
  'tags',
  'environment',
  'module_defaults',
  ...Object.keys(SINGLE).filter(key => !key.startsWith('delegate_')),
]

/** Merges the keywords of one level into the inherited ones. Errors are added to `reading.problems`. */
export function inherit(
  outer: Inherited,
  keywords: Keywords,
  allowed: readonly string[],
  reading: Reading,
): Inherited {
  const when = [...outer.when]
  const tags = [...outer.tags]
  const vars = [...outer.vars]
  const environment = [...outer.environment]
  const single: Partial<Record<Single, Source>> = {}
  let { moduleDefaults } = outer
  for (const [key, { keyPlace, value }] of keywords) {
    if (!allowed.includes(key)) continue
    attempt(reading.problems, () => {
      if (key === 'when') when.push(...readConditions(key, value))
      else if (key === 'tags') tags.push(...readTags(value, withinImport(reading, outer.vars, outer.role)))
      else if (key === 'vars') vars.push(readVarsKeyword(value))
      else if (key === 'environment') {
        isEnvironment(key, value)
        environment.push(...(value.kind === 'list' ? value.items : [value]))
      } else if (key === 'module_defaults') {
        moduleDefaults = readModuleDefaults(value, outer.moduleDefaults, reading)
      }
      const known = SINGLE[key]
      if (!known) return
      const [field, check] = known
      check(key, value)
      if (single[field]) throw new InputError('`user` and `remote_user` are the same', { place: keyPlace })
      single[field] = withOuter(value, outer[field])
    })
  }
  const { bareBecomeUser: outerUser, ...handedDown } = outer
  const user = single.becomeUser ?? outerUser
  const isBare = user !== undefined && !single.become && !outer.become
  return {
    ...handedDown,
    ...single,
    ...(moduleDefaults ? { moduleDefaults } : {}),
    ...(isBare ? { bareBecomeUser: user } : {}),
    when,
    tags: [...new Set(tags)],
    vars: vars.filter(({ size }) => size > 0),
    environment,
  }
}

/** Returns the `vars` of one level, empty if there are none. Errors are added to `problems`. */
export function varsOf(keywords: Keywords, { problems }: Reading): VarsSource {
  const vars = keywords.get('vars')?.value
  return (vars && attempt(problems, () => readVarsKeyword(vars))) ?? new Map()
}

/**
 * Adds the outer value to a template: if that renders to `omit`, the keyword applies as if it had not been set here.
 */
function withOuter(value: Source, outer: Source | undefined): Source {
  const canBeOmitted = value.kind === 'scalar' && isTemplated(value)
  return outer !== undefined && canBeOmitted ? { ...value, otherwise: outer } : value
}

/** The inherited keywords that determine which variables a task can read. */
export type InheritedVariables = Pick<
  Inherited,
  'vars' | 'includeParams' | 'role' | 'user' | 'connection' | 'delegateTo'
>

/**
 * Keywords that a play passes on to its blocks, and a block to its tasks. On a task they are already merged: `when`
 * has the conditions of all levels, outermost first; `tags` the union; `vars` the layers, outermost first; of any
 * other keyword, the innermost value.
 */
export interface Inherited {
  readonly when: readonly ConditionSource[]
  readonly tags: readonly string[]
  readonly vars: readonly VarsSource[]
  /** The maps of all levels, outermost first. */
  readonly environment: readonly Source[]
  readonly moduleDefaults?: ModuleDefaults
  readonly become?: Source
  readonly becomeUser?: Source
  /**
   * A `become_user` without a `become` in the playbook. It has no effect unless the inventory or an option sets
   * `become`.
   */
  readonly bareBecomeUser?: Source
  readonly becomeMethod?: Source
  readonly becomeFlags?: Source
  readonly connection?: Source
  readonly user?: Source
  readonly port?: Source
  readonly delegateTo?: Source
  /** Whether facts that a task sets belong to the host it is delegated to. */
  readonly delegateFacts?: Source
  readonly runOnce?: Source
  readonly noLog?: Source
  readonly ignoreErrors?: Source
  readonly ignoreUnreachable?: Source
  readonly anyErrorsFatal?: Source
  readonly checkMode?: Source
  readonly diff?: Source
  readonly throttle?: Source
  readonly timeout?: Source
  readonly includeParams?: LoopParams
  /** The handlers that a block notifies for those of its tasks that have no `notify` themselves. */
  readonly notify?: readonly Source[]
  /** The role that the tasks belong to. */
  readonly role?: Role
  /** The nesting depth of `include_tasks`. */
  readonly inclusions?: number
}
