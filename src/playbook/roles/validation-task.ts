import { basename } from 'node:path'
import type { MapSource, Place, Source } from '../../errors.ts'
import type { VarsSource } from '../../yaml/load.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import { readEntryPoint } from './argument-specs.ts'
import { nameInCollection, type Role } from './role.ts'

/**
 * Returns a list of one task that checks the variables of a role before its own tasks, as Ansible adds it. Returns
 * undefined if the role has no argument spec for the file of tasks. `place` is the place where the role is used.
 * Throws InputError or InputErrors if the spec is malformed.
 */
export function validationTask(
  role: Role,
  tasks: string | undefined,
  place: Place,
  reading: YamlReading,
): Source | undefined {
  const { path, params, privacy } = role
  const entry = readEntryPoint(path, basename(tasks ?? 'main'), reading)
  if (!entry) return undefined
  const map = (entries: readonly (readonly [string, Source])[], at: Place): MapSource => ({
    kind: 'map',
    entries: new Map(entries.map(([key, value]) => [key, { keyPlace: value.place, value }])),
    place: at,
  })
  const text = (value: string): Source => ({ kind: 'scalar', value, tag: '!unsafe', place: entry.place })
  const title = `Validating arguments against arg spec '${entry.name}'`
  const context = map(
    [
      ['type', text('role')],
      ['name', text(nameInCollection(role))],
      ['argument_spec_name', text(entry.name)],
      ['path', text(path)],
    ],
    entry.place,
  )
  const given = map(
    [
      ['argument_spec', entry.options],
      ['provided_arguments', map([...(privacy ? asInputs(params) : params)], place)],
      ['validate_args_context', context],
    ],
    entry.place,
  )
  const task = map(
    [
      ['name', text(entry.summary === undefined ? title : `${title} - ${entry.summary}`)],
      ['tags', text('always')],
      ['validate_argument_spec', given],
    ],
    entry.place,
  )
  return { kind: 'list', items: [task], place: entry.place }
}

/**
 * Replaces the values of params by templates that read them by name: a private role cannot read the variables that
 * their values use.
 */
function asInputs(params: VarsSource): VarsSource {
  return new Map(
    [...params].map(([name, { place }]) => [name, { kind: 'scalar', value: `{{${name}}}`, place }]),
  )
}
