import { mustBeFlag } from '../base/flag.ts'
import { InputError, type MapSource, type Place, type ScalarSource, type Source } from '../errors.ts'
import { namesIn } from '../evaluation/referenced-names.ts'
import { asExpressionByTruth, isJinja } from '../jinja/translate-text.ts'
import { describe, isNothing, itemsOf } from '../yaml/describe.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import { checkName } from '../yaml/variables.ts'
import { refuseUnknownKeys } from './unknown-keys.ts'

/** A constructed inventory: a file that defines variables and groups by expressions over the variables of hosts. */
export interface Constructed {
  /**
   * Whether an expression that cannot be evaluated for a host is an error. Otherwise it has no effect for that host.
   */
  readonly isStrict: boolean
  /** Whether variables from `group_vars/` and `host_vars/` next to the inventories are used too. */
  readonly usesVarsFolders: boolean
  /** The expressions of new variables by name. */
  readonly compose: ReadonlyMap<string, ScalarSource>
  /** The conditions for membership, by the name of the group. */
  readonly groups: ReadonlyMap<string, ScalarSource>
  readonly keyedGroups: readonly KeyedGroups[]
}

/** Groups that are named after a value: a string, each item of a list, or each key of a map with its value. */
export interface KeyedGroups {
  readonly key: ScalarSource
  readonly prefix: string
  /** The separator between prefix, key and value. */
  readonly separator: string
  /** Whether a group without a prefix begins with the separator. */
  readonly hasLeadingSeparator: boolean
  /** Replaces an empty string. */
  readonly defaultValue?: string
  /** Whether the separator stays after the key if the value of a map is empty. */
  readonly hasTrailingSeparator: boolean
  /** The name of the parent group, which may be a template. */
  readonly parentGroup?: Source
  readonly place: Place
}

const KEYS = [
  ...['plugin', 'strict', 'compose', 'groups', 'keyed_groups', 'use_vars_plugins', 'leading_separator'],
  // These cache the hosts of other plugins, so they have no effect here.
  ...['cache', 'cache_plugin', 'cache_timeout', 'cache_connection', 'cache_prefix'],
]
const KEYED_KEYS = [
  'key',
  'prefix',
  'separator',
  'parent_group',
  'default_value',
  'trailing_separator',
] as const

/** Reads a file with `plugin: constructed`. Throws InputError, or InputErrors with all errors in it. */
export function readConstructed(file: MapSource): Constructed {
  const problems: Problems = []
  const { entries } = file
  attempt(problems, () => refuseUnknownKeys(file, KEYS, 'a constructed inventory'))
  const flag = (key: string): boolean | undefined => attempt(problems, () => flagIn(entries, key))
  const isStrict = flag('strict') ?? false
  const usesVarsFolders = flag('use_vars_plugins') ?? false
  const hasLeadingSeparator = flag('leading_separator') ?? true
  const expressions = (key: string, check: (name: string, place: Place) => void = () => {}) => {
    const named = attempt(problems, () => mapIn(entries, key)) ?? []
    const read = named.map(([name, { keyPlace, value }]) =>
      attempt(problems, () => {
        check(name, keyPlace)
        return [name, expressionOf(`\`${key}\` of \`${name}\``, value)] as const
      }),
    )
    return new Map(read.filter(each => each !== undefined))
  }
  const keyed = itemsOf(entries.get('keyed_groups')?.value ?? nothingAt(file.place))
  const constructed = {
    isStrict,
    usesVarsFolders,
    compose: expressions('compose', checkName),
    groups: new Map([...expressions('groups')].map(([name, condition]) => [name, inJinja(condition)])),
    keyedGroups: keyed
      .map(each => attempt(problems, () => readKeyed(each, hasLeadingSeparator)))
      .filter(each => each !== undefined),
  }
  throwProblems(problems)
  return constructed
}

function readKeyed(source: Source, hasLeadingSeparator: boolean): KeyedGroups {
  const { place } = source
  if (source.kind !== 'map')
    throw new InputError(`\`keyed_groups\` must be a list of maps, got ${describe(source)} in it`, {
      place,
      hint: 'such as `- {key: region, prefix: region}`',
    })
  const { entries } = source
  refuseUnknownKeys(source, KEYED_KEYS, 'an entry of `keyed_groups`')
  const key = entries.get('key')
  if (!key) throw new InputError('this entry of `keyed_groups` has no `key`', { place })
  const defaultValue = textIn(entries, 'default_value')
  const trailing = flagIn(entries, 'trailing_separator')
  const parentGroup = entries.get('parent_group')?.value
  if (defaultValue !== undefined && trailing !== undefined)
    throw new InputError('`default_value` and `trailing_separator` exclude each other', { place })
  return {
    key: expressionOf('`key` of `keyed_groups`', key.value),
    prefix: textIn(entries, 'prefix') ?? '',
    separator: textIn(entries, 'separator') ?? '_',
    hasLeadingSeparator,
    ...(defaultValue === undefined ? {} : { defaultValue }),
    hasTrailingSeparator: trailing ?? true,
    ...(parentGroup && !isNothing(parentGroup) ? { parentGroup } : {}),
    place,
  }
}

/**
 * Returns an expression in the language of its file. In Drover's own language, Jinja is translated. Throws
 * InputError if the expression cannot be translated or does not compile.
 */
function expressionOf(what: string, source: Source): ScalarSource {
  const { place } = source
  if (source.kind !== 'scalar' || source.value === null || source.tag === '!secret')
    throw new InputError(`${what} must be an expression, got ${describe(source)}`, {
      place,
      hint: 'such as `region + "-" + zone`; quote a text twice: `"\'text\'"`',
    })
  if (typeof source.value !== 'string') return source
  const isOwn = source.tag === '!expr' || source.dialect === 'ansible'
  const value = isOwn ? source.value : inCel(what, source.value, place)
  const expression: ScalarSource = { ...source, value, tag: '!expr' }
  namesIn(expression)
  return expression
}

/** Adapts a condition to Jinja, in which any string that is not empty is true, including `False`. */
function inJinja(condition: ScalarSource): ScalarSource {
  if (condition.dialect !== 'ansible' || condition.tag !== '!expr') return condition
  return { ...condition, value: `true if (${String(condition.value)}) else false` }
}

function inCel(what: string, text: string, place: Place): string {
  if (text.includes('{{'))
    throw new InputError(`${what} is already an expression and takes no \`{{ }}\`: \`${text}\``, { place })
  if (!isJinja(text)) return text
  const translation = asExpressionByTruth(text)
  if (translation === undefined || 'text' in translation) return translation?.text ?? text
  throw new InputError(
    `${what} cannot be translated: ${translation.unsupported} is Jinja, and CEL has no equivalent`,
    {
      place,
      hint: 'write it with the functions of `docs/values.md`: `lower(name)`, `default(zone, "none")`, `x == 1 ? "a" : "b"`',
    },
  )
}

type Entries = MapSource['entries']

function mapIn(entries: Entries, key: string): [string, { keyPlace: Place; value: Source }][] {
  const source = entries.get(key)?.value
  if (!source || isNothing(source)) return []
  if (source.kind === 'map') return [...source.entries]
  throw new InputError(`\`${key}\` must be a map of names and expressions, got ${describe(source)}`, {
    place: source.place,
  })
}

function flagIn(entries: Entries, key: string): boolean | undefined {
  const source = entries.get(key)?.value
  if (!source || isNothing(source)) return undefined
  return mustBeFlag(key, source.kind === 'scalar' ? source.value : describe(source), source.place)
}

function textIn(entries: Entries, key: string): string | undefined {
  const source = entries.get(key)?.value
  if (!source || isNothing(source)) return undefined
  if (source.kind === 'scalar') return String(source.value)
  throw new InputError(`\`${key}\` must be text, got ${describe(source)}`, { place: source.place })
}

function nothingAt(place: Place): Source {
  return { kind: 'scalar', value: null, place }
}
