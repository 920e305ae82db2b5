import { suggest } from '../base/suggest.ts'
import { InputError, InputErrors, type MapSource, type Place, type Source } from '../errors.ts'
import { nearModule, plainName } from './keywords/collections.ts'
import type { Reading } from './keywords/context.ts'
import type { Keywords } from './keywords/keywords.ts'
import { typeNamed } from './keywords/type-names.ts'
import { findRole } from './roles/find-role.ts'
import { unsupportedModule } from './unsupported-ansible.ts'

/** Keys that make an entry a step other than a task. */
const STEPS = ['block', 'rescue', 'always', 'import_tasks', 'include_tasks', 'import_role', 'include_role']

type Entry = readonly [string, { readonly keyPlace: Place }]

/** The task type of a task, with its params as written. */
export interface FoundType {
  /** The key as written. */
  readonly key: string
  readonly type: string
  readonly place: Place
  readonly params: Source
  /** Set for an Ansible module that Drover does not have: the error if a host reaches the task. */
  readonly unsupported?: InputError
}

/**
 * Finds the single key of a task that is a task type. Throws InputError if there is none or more than one, and for
 * every key that is neither a task type nor a keyword. In the dialect of Ansible, a single unknown key may be a
 * module for hosts that this run does not have, such as `win_service`, so it is an error only if a host reaches the
 * task.
 */
export function findTaskType(
  source: MapSource,
  keywords: Keywords,
  known: readonly string[],
  reading: Reading,
): FoundType {
  const { taskTypes } = reading
  const others = [...keywords].filter(([key]) => !known.includes(key))
  const types = others.flatMap(([key, { keyPlace, value }]) => {
    const type = typeNamed(key, reading) ?? typeOfRole(key, keyPlace, reading)
    return type === undefined ? [] : [{ key, type, place: keyPlace, params: value }]
  })
  const unknownKeys = others.filter(([key]) => !types.some(type => type.key === key))
  const errors = unknownKeys.map(
    ([key, { keyPlace }]) =>
      unsupportedModule(key, keyPlace) ?? unknownKeyError(key, keyPlace, known, taskTypes, types.length > 0),
  )
  const [module, ...more] = unknownKeys
  const [unsupported] = errors
  if (module && unsupported && more.length === 0 && types.length === 0 && source.dialect === 'ansible')
    return unsupportedType(module, unsupported)
  if (errors.length > 0) throw new InputErrors(errors)
  const [first, second] = types
  if (first && !second) return first
  if (first && second) {
    throw new InputError(
      `a task has one task type, but this one has \`${first.type}\` and \`${second.type}\``,
      {
        place: second.place,
        hint: 'split it into two tasks; if one of them is meant as a param, indent it',
      },
    )
  }
  // An Ansible keyword in its place was already reported.
  const isReported = keywords.size < source.entries.size
  if (isReported) throw new InputErrors([])
  throw new InputError('the task does nothing: it has no task type', {
    place: source.place,
    hint: 'such as `command: uptime`; `docs/tasks.md` lists them',
  })
}

/** Returns a `fail` task that fails with this error. */
function unsupportedType([key, { keyPlace: place }]: Entry, error: InputError): FoundType {
  const value = error.hint === undefined ? error.message : `${error.message}: ${error.hint}`
  const msg = { keyPlace: place, value: { kind: 'scalar', value, place } } as const
  const params = { kind: 'map', entries: new Map([['msg', msg]]), place } as const
  return { key, type: 'fail', place, params, unsupported: error }
}

/**
 * Returns the task type that `ROLE.NAME` names; undefined if there is no such role or it has no task type of that
 * name.
 */
function typeOfRole(key: string, place: Place, reading: Reading): string | undefined {
  const [, role, name = ''] = /^(.+)\.([a-z]\w*)$/.exec(key) ?? []
  const { playbookDir, rolesPath = [], typesOfRole } = reading
  if (role === undefined || !typesOfRole || isOfCollection(key)) return undefined
  try {
    return typesOfRole(findRole(role, place, { playbookDir, rolesPath })).get(name)
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** Whether a key has a collection prefix. Most playbooks have many such keys; no folder is searched for these. */
function isOfCollection(key: string): boolean {
  return plainName(key) !== key
}

function unknownKeyError(
  key: string,
  place: Place,
  known: readonly string[],
  taskTypes: readonly string[],
  hasType: boolean,
): InputError {
  if (hasType) {
    const near = suggest(key, known)
    return new InputError(`a task has no keyword \`${key}\``, {
      place,
      hint: near ? `did you mean \`${near}\`?` : 'if it is meant as a param, indent it below the task type',
    })
  }
  const builtin = key.replace(/^ansible\.(builtin|legacy)\./, '')
  // Modules of other collections often have names similar to task types.
  const near = builtin.includes('.')
    ? nearModule(key, taskTypes)
    : suggest(builtin, [...taskTypes, ...known, ...STEPS])
  return new InputError(`\`${key}\` is neither a task type nor a keyword`, {
    place,
    hint: near ? `did you mean \`${near}\`?` : whereTaskTypesAre(key),
  })
}

function whereTaskTypesAre(key: string): string {
  return key.includes('.')
    ? 'collections are not supported: use `command` with `unless`, or write a task type in `tasks/`'
    : '`run doc` lists the task types; a file in `tasks/` adds one'
}
