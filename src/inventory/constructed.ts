import { unboxed } from '../base/float.ts'
import { floatJson } from '../base/float-json.ts'
import { InputError, type Place } from '../errors.ts'
import { type Layer, Scope, type ScopeOptions } from '../evaluation/scope.ts'
import { isList, isMap } from '../values/plain.ts'
import { UnknownValueError } from '../values/unknown.ts'
import { type Assembled, assemble, type Folders } from './assemble.ts'
import type { Constructed, KeyedGroups } from './constructed-config.ts'
import { checkGroupName } from './host-name.ts'
import type { InventoryHost } from './inventory.ts'
import { literalAt } from './plain-source.ts'
import { groupOf, type Tree } from './tree.ts'

/** The context in which a constructed inventory is evaluated. */
export interface ConstructContext {
  /** The folders with variables of groups and hosts, for inventories that use them. */
  readonly folders: Folders
  readonly scope: ScopeOptions
  readonly title: string
}

/**
 * Adds variables and groups to hosts by expressions over their present variables, as Ansible's plugin `constructed`
 * does. Source: ansible-core, `plugins/inventory/constructed.py` and `plugins/inventory/__init__.py`. Throws
 * InputError for an expression that cannot be evaluated, if the file is strict.
 */
export function applyConstructed(tree: Tree, constructed: Constructed, constructing: ConstructContext): void {
  const { hosts }: Assembled = assemble(tree, constructing.folders)
  for (const host of hosts.values()) {
    const construction: HostConstruction = { tree, host, constructed }
    const scope = Scope.of(layersOf(host), constructing.scope)
    const composed = compose(construction, scope)
    addVariables(construction, composed, constructing.title)
    const withComposed = scope.extend(new Map([...composed].map(([name, value]) => [name, { value }])))
    addToGroups(construction, withComposed)
    for (const keyed of constructed.keyedGroups) addToKeyed(construction, keyed, withComposed)
  }
}

interface HostConstruction {
  readonly tree: Tree
  readonly host: InventoryHost
  readonly constructed: Constructed
}

/** Returns the composed variables by name. Their expressions cannot refer to each other. */
function compose(construction: HostConstruction, scope: Scope): Map<string, unknown> {
  const composed = new Map<string, unknown>()
  for (const [name, expression] of construction.constructed.compose) {
    const found = attemptFor(construction, `\`${name}\``, expression.place, () => ({
      value: scope.render(expression),
    }))
    if (found) composed.set(name, found.value)
  }
  return composed
}

function addToGroups(construction: HostConstruction, scope: Scope): void {
  const { tree, host, constructed } = construction
  for (const [name, condition] of constructed.groups) {
    const { place } = condition
    const isMember = attemptFor(construction, `\`${name}\``, place, () => isTrue(scope.render(condition)))
    if (isMember) addToGroup(tree, host.name, safeName(name), place)
  }
}

function addToKeyed(construction: HostConstruction, keyed: KeyedGroups, scope: Scope): void {
  const { tree, host, constructed } = construction
  const { place, parentGroup } = keyed
  const names = attemptFor(construction, 'the key', place, () =>
    namesFor(keyed, scope.render(keyed.key), host, constructed.isStrict),
  )
  if (!names || names.length === 0) return
  const parent =
    parentGroup && attemptFor(construction, 'the parent group', place, () => scope.render(parentGroup))
  if (parentGroup && parent === undefined) return
  for (const name of names) {
    addToGroup(tree, host.name, name, place)
    if (parent !== undefined) addBelow(tree, name, safeName(String(parent)), place)
  }
}

/** Returns the inventory's variables of a host, and the variables that Drover itself sets. */
function layersOf(host: InventoryHost): Layer[] {
  const written = host.layers.map(
    ({ vars }) => new Map([...vars].map(([name, source]) => [name, { source }] as const)),
  )
  const own = new Map([
    ['inventory_hostname', { value: host.name }],
    ['inventory_hostname_short', { value: host.name.split('.')[0] }],
    ['group_names', { value: host.groups.filter(group => group !== 'all').sort() }],
  ])
  return [...written, own]
}

/**
 * Runs `work`. If the expression cannot be evaluated, returns undefined or, if the file is strict, throws
 * InputError.
 */
function attemptFor<T>(
  { host, constructed }: HostConstruction,
  what: string,
  place: Place,
  work: () => T,
): T | undefined {
  try {
    return work()
  } catch (error) {
    if (error instanceof InvalidGroupError) throw error.inFull
    if (!(error instanceof InputError || error instanceof UnknownValueError)) throw error
    if (!constructed.isStrict) return undefined
    throw new InputError(`${what} cannot be evaluated for ${host.name}: ${error.message}`, {
      place: (error instanceof InputError ? error.place : undefined) ?? place,
      hint: error instanceof InputError ? error.hint : undefined,
      cause: error,
    })
  }
}

/** Thrown for a key that cannot name a group, which is an error even if the file is not strict. */
class InvalidGroupError extends Error {
  readonly inFull: InputError

  constructor(inFull: InputError) {
    super(inFull.message)
    this.inFull = inFull
  }
}

function addVariables(
  { tree, host, constructed }: HostConstruction,
  composed: ReadonlyMap<string, unknown>,
  title: string,
): void {
  if (composed.size === 0) return
  const vars = [...composed].map(
    ([name, value]) => [name, literalAt(value, constructed.compose.get(name)?.place ?? host.place)] as const,
  )
  tree.hosts.get(host.name)?.layers.push({ title: `${title}, host ${host.name}`, vars: new Map(vars) })
}

/**
 * Returns the names of the groups for a key. Without a value there are none; that is an error only if the file is
 * strict.
 */
function namesFor(keyed: KeyedGroups, key: unknown, host: InventoryHost, isStrict: boolean): string[] {
  const { defaultValue, separator } = keyed
  if (!isTrue(key) && !(key === '' && defaultValue !== undefined)) {
    const isEmpty = typeof key === 'object' && key !== null
    if (isStrict && !isEmpty)
      throw new InputError(`the key is empty for ${host.name}`, {
        place: keyed.place,
        hint: 'give a `default_value`',
      })
    return []
  }
  const orDefault = (text: string): string => (text === '' ? (defaultValue ?? text) : text)
  const bare = (): string[] => {
    if (typeof key === 'string' || typeof unboxed(key) === 'number') return [orDefault(String(key))]
    if (Array.isArray(key)) return key.map(item => orDefault(pythonText(item)))
    if (typeof key !== 'object' || key === null)
      throw new InvalidGroupError(
        new InputError(
          `\`keyed_groups\` names groups after a text, a list or a map; for ${host.name} the key is \`${String(key)}\``,
          { place: keyed.place, hint: 'make it a text with `string`' },
        ),
      )
    return Object.entries(key).map(([name, value]) => {
      const text = orDefault(pythonText(value))
      return text === '' && !keyed.hasTrailingSeparator ? name : `${name}${separator}${text}`
    })
  }
  const between = keyed.prefix === '' && !keyed.hasLeadingSeparator ? '' : separator
  return bare().map(name => safeName(`${keyed.prefix}${between}${name}`))
}

function addBelow(tree: Tree, group: string, parent: string, place: Place): void {
  checkGroupName(parent, place)
  if (parent !== 'all') groupOf(tree, parent).children.set(group, place)
}

function addToGroup(tree: Tree, host: string, group: string, place: Place): void {
  checkGroupName(group, place)
  groupOf(tree, group).hosts.add(host)
}

/** Converts a name to one of letters, digits and `_` that does not begin with a digit, as Ansible does. */
function safeName(name: string): string {
  return name.replace(/^\p{Nd}|[^\p{L}\p{N}_]/gu, '_')
}

/** Whether a value is true in Python's sense. */
function isTrue(given: unknown): boolean {
  const value = unboxed(given)
  if (Array.isArray(value)) return value.length > 0
  if (typeof value === 'object' && value !== null) return Object.keys(value).length > 0
  return Boolean(value)
}

/** Converts a value to text as Python does. */
function pythonText(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'True' : 'False'
  if (value === null) return 'None'
  return isList(value) || isMap(value) ? floatJson(value) : String(value)
}
