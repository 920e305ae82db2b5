import { suggest } from '../../base/suggest.ts'
import { InputError, type MapSource, type Source } from '../../errors.ts'
import { describe, isNothing } from '../../yaml/describe.ts'
import type { Reading } from './context.ts'
import { paramsOfType, typeNamed } from './type-names.ts'

/** The default params of each task type that `module_defaults` sets. */
export type ModuleDefaults = ReadonlyMap<string, MapSource>

/**
 * Reads `module_defaults`, a map or a list of maps. For the same task type, a later map replaces an earlier one, and
 * any of them replaces the inherited defaults. Throws InputError.
 */
export function readModuleDefaults(
  source: Source,
  outer: ModuleDefaults | undefined,
  reading: Pick<Reading, 'taskTypes' | 'roleTypes'>,
): ModuleDefaults {
  const maps = source.kind === 'list' ? source.items : [source]
  const defaults = new Map(outer)
  for (const map of maps) {
    if (isNothing(map)) continue
    if (map.kind !== 'map') throw notMap('`module_defaults` is a map of task types and their params', map)
    for (const [key, { keyPlace, value }] of map.entries) {
      // Task types do not belong to groups of collections.
      if (key.startsWith('group/')) continue
      const type = typeNamed(key, reading)
      if (type === undefined) throw unknownType(key, keyPlace, reading.taskTypes)
      const params = paramsOfType(key, type, value)
      if (params.kind === 'map') defaults.set(type, params)
      else if (isNothing(params)) defaults.delete(type)
      else throw notMap(`the defaults of \`${key}\` must be a map of params`, params)
    }
  }
  return defaults
}

function notMap(what: string, got: Source): InputError {
  return new InputError(`${what}, got ${describe(got)}`, {
    place: got.place,
    hint: 'such as `module_defaults: {copy: {owner: root}}`',
  })
}

function unknownType(key: string, place: Source['place'], taskTypes: readonly string[]): InputError {
  const near = suggest(key, taskTypes)
  return new InputError(`\`module_defaults\` names \`${key}\`, which is not a task type`, {
    place,
    hint: near ? `did you mean \`${near}\`?` : 'remove it',
  })
}
