import { suggest } from './base/suggest.ts'
import type { RunContext } from './engine/state/context.ts'
import type { HostState } from './engine/state/host-state.ts'
import { hostScope } from './engine/variables/variable-precedence.ts'
import { InputError, type Place, type Source } from './errors.ts'
import type { Scope } from './evaluation/scope.ts'
import { chooseHosts } from './inventory/choose-hosts.ts'
import type { VarsLayer } from './inventory/inventory.ts'
import { load } from './load.ts'
import { SessionPool } from './remote/session-pool.ts'
import type { RunOptions } from './run-settings.ts'
import { PendingValueError } from './values/deferred.ts'
import type { Masks } from './values/secret.ts'

/** A host and the groups it is in, `all` left out. */
interface ListedHost {
  readonly host: string
  readonly groups: readonly string[]
}

/** A group with the groups below it and the hosts that are in none of these. */
export interface GroupNode {
  readonly group: string
  readonly children: readonly GroupNode[]
  readonly hosts: readonly string[]
}

/** A value of one variable, where it is written and as it is written there. */
export interface VariableOrigin {
  /** The part of the inventory: `hosts.yml, group web`, `host_vars/web1.yml`, `--extra-vars`. */
  readonly level: string
  readonly place: Place
  /** The value as written, or rendered if that needs no fact. */
  readonly value: unknown
}

/** The inventory of a project as a person looks at it; no host is contacted. */
export interface InventoryView {
  /** Throws InputError for a pattern that matches nothing. */
  readonly hosts: (pattern: string) => ListedHost[]
  /** The group `all`, with those branches alone that have hosts of the pattern. */
  readonly graph: (pattern: string) => GroupNode
  /** The variables that the inventory and `-e` give each host, sorted by name. */
  readonly variables: (pattern: string) => Map<string, Record<string, unknown>>
  /** Who sets a variable of each host, strongest first. Throws InputError if none of the hosts has it. */
  readonly explain: (pattern: string, name: string) => Map<string, VariableOrigin[]>
}

/** Opens the inventory that a run with these options would have. Throws InputError or InputErrors. */
export function viewInventory(options: RunOptions, masks: Masks): InventoryView {
  const { run } = load(options, {
    id: '',
    masks,
    emit: () => {},
    signal: new AbortController().signal,
    sessions: new SessionPool(),
  })
  const named = (pattern: string): HostState[] =>
    chooseHosts(pattern, run.inventory).flatMap(name => run.hosts.get(name) ?? [])
  return {
    hosts: pattern =>
      named(pattern).map(({ name, inventory }) => ({
        host: name,
        groups: inventory.groups.filter(group => group !== 'all'),
      })),
    graph: pattern => graphOf(run, 'all', new Set(named(pattern).map(({ name }) => name))),
    variables: pattern => new Map(named(pattern).map(host => [host.name, variablesOf(run, host)])),
    explain: (pattern, name) => explain(run, named(pattern), name),
  }
}

function graphOf(run: RunContext, group: string, shown: ReadonlySet<string>): GroupNode {
  const { inventory } = run
  const named = group === 'all' ? topGroups(inventory) : inventory.childrenOf(group)
  const children = named.map(each => graphOf(run, each, shown))
  const below = new Set(children.flatMap(({ group }) => inventory.groups.get(group) ?? []))
  const hosts = (inventory.groups.get(group) ?? []).filter(host => shown.has(host) && !below.has(host))
  return { group, children: children.filter(each => each.children.length + each.hosts.length > 0), hosts }
}

/** The children of `all`: in a file, most groups are children of no other. */
function topGroups({ groups, childrenOf }: RunContext['inventory']): string[] {
  const names = [...groups.keys()].filter(name => name !== 'all')
  const hasParent = new Set(names.flatMap(childrenOf))
  return [...new Set([...childrenOf('all'), ...names.filter(name => !hasParent.has(name))])]
}

function variablesOf(run: RunContext, host: HostState): Record<string, unknown> {
  const scope = hostScope(run, host)
  const layers = layersOf(run, host)
  return Object.fromEntries(
    namesOf(layers).map(name => {
      const strongest = layers.findLast(({ vars }) => vars.has(name))
      return [name, valueIn(scope, strongest?.vars.get(name))]
    }),
  )
}

function namesOf(layers: readonly VarsLayer[]): string[] {
  return [...new Set(layers.flatMap(({ vars }) => [...vars.keys()]))].sort()
}

/** The variables that the inventory and `-e` give a host, weakest first. */
function layersOf({ settings }: RunContext, { inventory }: HostState): VarsLayer[] {
  return [...inventory.layers, { title: 'the command line', vars: settings.extraVars }]
}

function explain(run: RunContext, hosts: readonly HostState[], name: string): Map<string, VariableOrigin[]> {
  const found = hosts.map(host => {
    const scope = hostScope(run, host)
    const origins = layersOf(run, host)
      .toReversed()
      .flatMap(({ title, vars }): VariableOrigin[] => {
        const source = vars.get(name)
        return source ? [{ level: title, place: source.place, value: valueIn(scope, source) }] : []
      })
    return [host.name, origins] as const
  })
  if (found.every(([, origins]) => origins.length === 0)) throw withoutVariable(run, hosts, name)
  return new Map(found)
}

function withoutVariable(run: RunContext, hosts: readonly HostState[], name: string): InputError {
  const near = suggest(name, new Set(hosts.flatMap(host => namesOf(layersOf(run, host)))))
  return new InputError(`the inventory gives none of these hosts a variable \`${name}\``, {
    hint: near
      ? `did you mean \`${near}\`?`
      : 'facts are shown by `run facts`; variables of playbooks and roles are in their files',
  })
}

/** The value of a source; if it depends on facts or has an error, the source as it is written. */
function valueIn(scope: Scope, source: Source | undefined): unknown {
  if (source === undefined) return undefined
  try {
    return scope.render(source)
  } catch (error) {
    if (error instanceof PendingValueError || error instanceof InputError) return asWritten(source)
    throw error
  }
}

function asWritten(source: Source): unknown {
  if (source.kind !== 'list' && source.tag === '!secret') return '***'
  if (source.kind === 'scalar') return source.isConfidential ? '***' : source.value
  if (source.kind === 'list') return source.items.map(asWritten)
  return Object.fromEntries([...source.entries].map(([key, { value }]) => [key, asWritten(value)]))
}
