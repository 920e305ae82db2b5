import { parseFlag } from '../base/flag.ts'
import { suggest } from '../base/suggest.ts'
import { isList, isMap, kindOf } from '../values/plain.ts'
import { Unknown } from '../values/unknown.ts'
import { type ArgumentSpec, OPTION_TYPES, type Option, type OptionType, type Rules } from './option.ts'

/** A fault in an argument spec itself. */
export interface SpecFault {
  readonly message: string
  readonly hint?: string
  /** The keys that lead to the faulty part, from the map of options. */
  readonly path: readonly string[]
}

/** The keys of an option that have an effect. All others are documentation. */
export const OPTION_KEYS: readonly string[] = [
  ...['type', 'required', 'default', 'choices', 'elements', 'options', 'aliases', 'no_log', 'apply_defaults'],
  ...['mutually_exclusive', 'required_together', 'required_one_of', 'required_if', 'required_by'],
]

/** Documentation keys that are similar to keys with an effect. */
const DOCUMENTATION = ['description', 'version_added', 'deprecated', 'removed_in', 'env', 'ini', 'cli']

/**
 * Reads a map of options in the form of `options` in `meta/argument_specs.yml`. Parts that are an `Unknown` are
 * assumed to be valid. Source: ansible-core 2.14, module_utils/common/arg_spec.py and parameters.py.
 */
export function readSpec(written: unknown): { readonly spec: ArgumentSpec; readonly faults: SpecFault[] } {
  const faults: SpecFault[] = []
  return { spec: optionsOf(written, { path: [], faults }) ?? new Map(), faults }
}

/** The part of a spec that is being read. */
interface Part {
  readonly path: readonly string[]
  readonly faults: SpecFault[]
}

function within({ path, faults }: Part, key: string): Part {
  return { path: [...path, key], faults }
}

function refuse({ path, faults }: Part, message: string, hint?: string): undefined {
  faults.push({ message, path, ...(hint === undefined ? {} : { hint }) })
  return undefined
}

function optionsOf(written: unknown, part: Part): ArgumentSpec | undefined {
  if (written instanceof Unknown) return undefined
  if (!isMap(written)) return refuse(part, `expected a map of options, got ${kindOf(written)}`)
  const options = Object.entries(written).map(
    ([name, each]) => [name, optionOf(name, each, within(part, name))] as const,
  )
  return new Map(options.flatMap(([name, option]) => (option ? [[name, option]] : [])))
}

function optionOf(name: string, written: unknown, part: Part): Option | undefined {
  if (written instanceof Unknown) return undefined
  if (!isMap(written)) {
    return refuse(
      part,
      `the option \`${name}\` must be a map, got ${kindOf(written)}`,
      'such as `{type: str}`',
    )
  }
  for (const key of Object.keys(written)) refuseMisspelt(key, within(part, key))
  const read = <T>(key: string, how: (value: unknown, part: Part) => T): T | undefined => {
    const value = written[key]
    return value === undefined || value === null || value instanceof Unknown
      ? undefined
      : how(value, within(part, key))
  }
  const type = read('type', typeOf) ?? 'str'
  const elements = read('elements', typeOf)
  const isRequired = read('required', flagOf) ?? false
  const fallback = written.default ?? undefined
  if (isRequired && fallback !== undefined)
    refuse(within(part, 'default'), `\`${name}\` is required, so it has no default`, 'remove one of the two')
  if (elements && type !== 'list' && !(written.type instanceof Unknown))
    refuse(within(part, 'elements'), '`elements` is for options of the type `list`')
  const [choices, options] = [read('choices', listOf), read('options', optionsOf)]
  return {
    type,
    isRequired,
    fallback,
    ...(choices ? { choices } : {}),
    ...(elements ? { elements } : {}),
    ...(options ? { options } : {}),
    aliases: read('aliases', namesOf) ?? [],
    isSecret: read('no_log', flagOf) ?? false,
    appliesDefaults: read('apply_defaults', flagOf) ?? false,
    rules: {
      exclusive: read('mutually_exclusive', groupsOf) ?? [],
      together: read('required_together', groupsOf) ?? [],
      oneOf: read('required_one_of', groupsOf) ?? [],
      conditional: read('required_if', conditionsOf) ?? [],
      by: read('required_by', requirementsOf) ?? new Map(),
    },
  }
}

function refuseMisspelt(key: string, part: Part): void {
  if (OPTION_KEYS.includes(key) || DOCUMENTATION.includes(key)) return
  const near = suggest(key, OPTION_KEYS)
  if (near) refuse(part, `an option has no key \`${key}\``, `did you mean \`${near}\`?`)
}

function typeOf(value: unknown, part: Part): OptionType | undefined {
  const known = OPTION_TYPES.find(each => each === value)
  if (known) return known
  const near = typeof value === 'string' ? suggest(value, OPTION_TYPES) : undefined
  const got = typeof value === 'string' ? `\`${value}\`` : kindOf(value)
  const hint = near === undefined ? `the types are ${OPTION_TYPES.join(', ')}` : `did you mean \`${near}\`?`
  return refuse(part, `there is no type ${got} of options`, hint)
}

function flagOf(value: unknown, part: Part): boolean | undefined {
  return (
    parseFlag(value) ?? refuse(part, `\`${part.path.at(-1)}\` must be true or false, got ${kindOf(value)}`)
  )
}

function listOf(value: unknown, part: Part): readonly unknown[] | undefined {
  return isList(value) ? value : refuse(part, `\`${part.path.at(-1)}\` must be a list, got ${kindOf(value)}`)
}

/** Reads names of options, without those that are only known in a run. */
function namesOf(value: unknown, part: Part): string[] | undefined {
  const names = listOf(value, part)?.filter(each => !(each instanceof Unknown))
  if (!names || names.every(each => typeof each === 'string')) return names
  return refuse(part, `\`${part.path.at(-1)}\` must be a list of names`)
}

/** Reads lists of names. Refuses a plain list of names, which Ansible ignores or treats as groups of one. */
function groupsOf(value: unknown, part: Part): (readonly string[])[] | undefined {
  const groups = listOf(value, part)
  if (!groups?.every(each => isList(each) || each instanceof Unknown)) {
    return (
      groups && refuse(part, `\`${part.path.at(-1)}\` must be a list of lists of names`, 'such as `[[a, b]]`')
    )
  }
  return groups.flatMap((each, index) => {
    const names = each instanceof Unknown ? undefined : namesOf(each, within(part, String(index)))
    return names ? [names] : []
  })
}

function conditionsOf(value: unknown, part: Part): Rules['conditional'] | undefined {
  return listOf(value, part)?.flatMap((each, index) => {
    if (each instanceof Unknown) return []
    const inner = within(part, String(index))
    const [name, wanted, needs, isAnyEnough = false] = isList(each) ? each : []
    const isWhole = isList(each) && each.length >= 3 && each.length <= 4
    if (!isWhole || typeof name !== 'string' || typeof isAnyEnough !== 'boolean') {
      refuse(
        inner,
        '`required_if` must be a list of `[name, value, [names]]`',
        'a fourth item, `true`, asks for any of the names',
      )
      return []
    }
    const names = needs instanceof Unknown ? undefined : namesOf(needs, inner)
    return names ? [{ name, value: wanted, needs: names, isAnyEnough }] : []
  })
}

function requirementsOf(value: unknown, part: Part): Rules['by'] | undefined {
  if (!isMap(value))
    return refuse(part, `\`required_by\` must be a map of lists of names, got ${kindOf(value)}`)
  const entries = Object.entries(value).flatMap(([name, needs]) => {
    if (needs instanceof Unknown) return []
    const names = namesOf(typeof needs === 'string' ? [needs] : needs, within(part, name))
    return names ? [[name, names] as const] : []
  })
  return new Map(entries)
}
