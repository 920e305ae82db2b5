import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { OPTION_KEYS, readSpec } from '../../argument-specs/read-spec.ts'
import { InputError, InputErrors, type MapSource, type Place, type Source } from '../../errors.ts'
import { Unknown } from '../../values/unknown.ts'
import { describe, isNothing, isTemplated } from '../../yaml/describe.ts'
import { loadYamlIfAny } from '../../yaml/load.ts'
import { partOf } from '../../yaml/part.ts'
import type { YamlReading } from '../../yaml/reading.ts'
import { YAML_ENDINGS } from '../../yaml/vars-folder.ts'
import { metaOf } from './role-files.ts'

/** The argument spec of one of a role's files of tasks: the options that the role takes as variables. */
export interface EntryPoint {
  readonly name: string
  readonly summary?: string
  readonly options: MapSource
  readonly place: Place
}

/**
 * Reads the argument spec of an entry point from `meta/argument_specs.yml`, or otherwise from `meta/main.yml`.
 * Returns undefined if the role has none. Throws InputErrors with all faults in it.
 */
export function readEntryPoint(path: string, name: string, reading: YamlReading): EntryPoint | undefined {
  const specs = specsOf(path, reading)
  if (!specs || isNothing(specs)) return undefined
  const spec = mapOf(specs, '`argument_specs` must be a map of entry points').entries.get(name)
  if (!spec || isNothing(spec.value)) return undefined
  const { entries } = mapOf(spec.value, `the entry point \`${name}\` must be a map`)
  const empty: MapSource = { kind: 'map', entries: new Map(), place: spec.value.place }
  const options = mapOf(entries.get('options')?.value ?? empty, '`options` must be a map of options')
  const summary = entries.get('short_description')?.value
  refuseFaults(options)
  return {
    name,
    ...(summary?.kind === 'scalar' && !isNothing(summary) ? { summary: String(summary.value) } : {}),
    options: withoutTemplates(options),
    place: spec.keyPlace,
  }
}

function specsOf(path: string, reading: YamlReading): Source | undefined {
  const own = YAML_ENDINGS.map(ending => join(path, 'meta', `argument_specs${ending}`)).find(existsSync)
  const file = own ?? metaOf(path)
  const source = file === undefined ? null : loadYamlIfAny(file, reading)
  // `readMeta` reports metadata that is not a map.
  if (!source || isNothing(source) || (own === undefined && source.kind !== 'map')) return undefined
  return mapOf(source, 'the argument specs of a role must be a map').entries.get('argument_specs')?.value
}

function mapOf(source: Source, what: string): MapSource {
  if (source.kind === 'map') return source
  throw new InputError(`${what}, got ${describe(source)}`, {
    place: source.place,
    hint: 'such as `argument_specs: {main: {options: {port: {type: int}}}}`',
  })
}

function refuseFaults(options: MapSource): void {
  const { faults } = readSpec(plainOf(options))
  if (faults.length === 0) return
  throw new InputErrors(
    faults.map(
      ({ message, hint, path }) => new InputError(message, { place: partOf(options, path).place, hint }),
    ),
  )
}

/**
 * Returns the value as plain data, with templates as unknown values: they are rendered when a host reaches the role.
 */
function plainOf(source: Source): unknown {
  if (source.kind === 'list') return source.items.map(plainOf)
  if (source.kind === 'map')
    return Object.fromEntries([...source.entries].map(([key, { value }]) => [key, plainOf(value)]))
  return isTemplated(source) ? new Unknown('a template') : source.value
}

/** Prevents descriptions from being rendered, because they may contain text that looks like a template. */
function withoutTemplates(options: MapSource): MapSource {
  const inOption = (key: string, value: Source): Source => {
    if (!OPTION_KEYS.includes(key)) return unrendered(value)
    return key === 'options' && value.kind === 'map' ? withoutTemplates(value) : value
  }
  return eachValue(options, (_, option) => (option.kind === 'map' ? eachValue(option, inOption) : option))
}

function unrendered(source: Source): Source {
  if (source.kind === 'list') return { ...source, items: source.items.map(unrendered) }
  if (source.kind === 'scalar') return { ...source, tag: '!unsafe' }
  return eachValue(source, (_, value) => unrendered(value))
}

function eachValue(map: MapSource, how: (key: string, value: Source) => Source): MapSource {
  const entries = [...map.entries].map(
    ([key, { keyPlace, value }]) => [key, { keyPlace, value: how(key, value) }] as const,
  )
  return { ...map, entries: new Map(entries) }
}
