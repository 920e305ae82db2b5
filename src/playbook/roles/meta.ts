import { parseFlag } from '../../base/flag.ts'
import { InputError, type Source } from '../../errors.ts'
import { describe, isNothing, itemsOf } from '../../yaml/describe.ts'
import { loadYamlIfAny } from '../../yaml/load.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import { metaOf } from './role-files.ts'

/** What `meta/main.yml` of a role says to Drover. */
export interface RoleMeta {
  /** Entries as `roles` of a play has them. */
  readonly dependencies: readonly Source[]
  readonly allowsDuplicates: boolean
}

/** Reads a role's `meta/main.yml`. Throws InputError. */
export function readMeta(path: string, reading: YamlReading): RoleMeta {
  const file = metaOf(path)
  const source = file === undefined ? null : loadYamlIfAny(file, reading)
  if (!source) return { dependencies: [], allowsDuplicates: false }
  if (source.kind !== 'map') {
    throw new InputError(`the metadata of a role is a map, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `dependencies: [common]`',
    })
  }
  const dependencies = source.entries.get('dependencies')?.value
  const duplicates = source.entries.get('allow_duplicates')?.value
  return {
    dependencies: dependencies ? listed(dependencies) : [],
    allowsDuplicates: duplicates !== undefined && flagOf(duplicates),
  }
}

function listed(source: Source): readonly Source[] {
  if (source.kind === 'list' || isNothing(source)) return itemsOf(source)
  throw new InputError(`\`dependencies\` is a list of roles, got ${describe(source)}`, {
    place: source.place,
  })
}

function flagOf(source: Source): boolean {
  const flag = source.kind === 'scalar' ? parseFlag(source.value) : undefined
  if (flag !== undefined) return flag
  throw new InputError(`\`allow_duplicates\` is true or false, got ${describe(source)}`, {
    place: source.place,
  })
}
