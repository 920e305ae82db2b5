import { parseAnsibleFlag } from '../../base/flag.ts'
import { InputError, type MapSource, type Source } from '../../errors.ts'
import { describe, isNothing, itemsOf } from '../../yaml/describe.ts'
import { loadYamlIfAny } from '../../yaml/load.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import { isIdentifier } from '../../yaml/variables.ts'
import { metaOf } from './role-files.ts'

/** The content of a role's `meta/main.yml` that Drover uses. */
export interface RoleMeta {
  /** The dependencies, in the same form as entries of `roles` of a play. */
  readonly dependencies: readonly Source[]
  readonly allowsDuplicates: boolean
  /** The variables that the role sets for its users. Present only if its other variables are private. */
  readonly outputs?: readonly string[]
}

/** Reads a role's `meta/main.yml`. Throws InputError. */
export function readMeta(path: string, reading: YamlReading): RoleMeta {
  const file = metaOf(path)
  const source = file === undefined ? null : loadYamlIfAny(file, reading)
  if (!source) return { dependencies: [], allowsDuplicates: false }
  if (source.kind !== 'map') {
    throw new InputError(`the metadata of a role must be a map, got ${describe(source)}`, {
      place: source.place,
      hint: 'such as `dependencies: [common]`',
    })
  }
  const dependencies = source.entries.get('dependencies')?.value
  const duplicates = source.entries.get('allow_duplicates')?.value
  return {
    dependencies: dependencies ? listed(dependencies) : [],
    allowsDuplicates: duplicates !== undefined && flagOf(duplicates),
    ...outputsOf(source),
  }
}

function listed(source: Source): readonly Source[] {
  if (source.kind === 'list' || isNothing(source)) return itemsOf(source)
  throw new InputError(`\`dependencies\` must be a list of roles, got ${describe(source)}`, {
    place: source.place,
  })
}

/**
 * Returns the names of `outputs` if the variables are private. Throws InputError if `variables` is neither `private`
 * nor `public`, or if `outputs` is set although they are not private.
 */
function outputsOf({ entries }: MapSource): { outputs?: readonly string[] } {
  const [variables, outputs] = [entries.get('variables'), entries.get('outputs')]
  const written = variables?.value.kind === 'scalar' ? variables.value.value : variables && ''
  if (variables && written !== 'private' && written !== 'public')
    throw new InputError(`\`variables\` is \`private\` or \`public\`, got ${describe(variables.value)}`, {
      place: variables.value.place,
    })
  if (written === 'private') return { outputs: outputs ? namesIn(outputs.value) : [] }
  if (!outputs) return {}
  throw new InputError('`outputs` has no effect without `variables: private`', { place: outputs.keyPlace })
}

function namesIn(source: Source): string[] {
  return itemsOf(source).map(item => {
    if (item.kind === 'scalar' && typeof item.value === 'string' && isIdentifier(item.value))
      return item.value
    throw new InputError(`\`outputs\` must be a list of names of variables, got ${describe(item)}`, {
      place: item.place,
    })
  })
}

function flagOf(source: Source): boolean {
  const flag = source.kind === 'scalar' ? parseAnsibleFlag(source.value) : undefined
  if (flag !== undefined) return flag
  throw new InputError(`\`allow_duplicates\` must be true or false, got ${describe(source)}`, {
    place: source.place,
  })
}
