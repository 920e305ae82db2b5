import type { Source } from '../../errors.ts'
import type { Entry, Layer, Scope } from '../../evaluation/scope.ts'
import type { Inventory, InventoryHost, VarsLayer } from '../../inventory/inventory.ts'
import type { Handler } from '../../playbook/steps.ts'
import type { Tally } from './events.ts'
import { type LookAheadState, newLookAheadState } from './look-ahead-state.ts'

/** `failed` and `unreachable` hosts leave the run, `ended` ones the play. */
type HostStatus = 'active' | 'failed' | 'unreachable' | 'ended'

/** What a run knows of one host. */
export interface HostState {
  readonly name: string
  /** What the inventory says of it now: tasks may add groups and variables. */
  readonly inventory: InventoryHost
  /** The inventory's variables, weakest layer first; made when they are first asked for, and the same list until they change. */
  readonly layers: readonly ReadonlyMap<string, { readonly source: Source }>[]
  status: HostStatus
  /** Set on a failed host that a `rescue` will recover. */
  awaitsRescue: boolean
  /** Set on a failed host on which a task may have been carried out or not. */
  isUnclear: boolean
  /** How often `meta: clear_host_errors` was done: a host that failed before an `always` stays in the play if it was done there. */
  errorsCleared: number
  /** What the tally said when the host was last brought back that way: those failures do not count for the exit code. */
  forgiven?: Pick<Tally, 'failed' | 'unreachable'>
  /** Counts changes of everything that a host's variables may depend on: facts, results, the hosts still in the play. */
  readonly epoch: Epoch
  /** The scopes made for this host, and their epoch. */
  readonly scopes: Scopes
  /** Set once something has referred to a fact, or the play asked for them. */
  facts?: Readonly<Record<string, unknown>> | undefined
  /** Variables of the `environment` with which facts are gathered in the dialect of Ansible: there, the fact `env` has them too. */
  factsEnvironment?: Readonly<Record<string, string>> | undefined
  /** While the host is asked for its facts. */
  gathering?: Promise<void> | undefined
  /** The host whose facts say how this one is reached, while that one is asked for them. */
  waitsFor?: HostState | undefined
  /** Why the host could not be asked, for those that need its facts for something of their own. */
  factsLost?: string | undefined
  /** Set on the likeness of a host that a look ahead of the run works with. */
  readonly ahead?: Ahead
  /** What `include_vars` read, by name; weaker than what tasks register and set. */
  readonly included: Map<string, Entry>
  /** Registered results and `set_fact`, by name. */
  readonly variables: Map<string, Entry>
  /** The facts that `set_fact` with `cacheable` sets, by the names of their variables. */
  readonly cachedFacts: Map<string, Entry>
  readonly notified: Set<Handler>
  /** In a dry run, the handlers that may run, and what that depends on. */
  readonly perhapsNotified: Map<Handler, string>
  readonly tally: Tally
  readonly lookAhead: LookAheadState
}

/** What the preflight check knows of variables that do not exist yet. */
export interface Ahead {
  /** Whether a play until now may have asked the host for its facts. */
  mayHaveFacts: boolean
  /** The names of the variables that `set_fact` may have made facts. */
  readonly cached: RegExp[]
  /** Whether a task that may have run sets a variable of that name. */
  maySet: (name: string) => boolean
}

/** Shared by the hosts of a run. */
export interface Epoch {
  count: number
}

/** Scopes that can be used again for as long as nothing has changed. */
interface Scopes {
  epoch: number
  /** What the inventory said of the host when `layers` were made. */
  inventory: InventoryHost
  /** By play, then by the task if it has variables of its own. */
  readonly of: Map<object, Map<unknown, Scope>>
  /** Layers of a scope that stay the same while the inventory does, by what they hold. */
  readonly layers: Map<string, Layer>
}

/**
 * A host of an inventory before anything was asked of it, or its likeness for a look ahead of the run. What the inventory says of it may
 * change; of one that is not in the inventory, such as the controller, it stays.
 */
export function newHostState(
  inventory: Pick<Inventory, 'hosts'>,
  host: InventoryHost,
  epoch: Epoch = { count: 0 },
  likeness?: { readonly of: HostState; readonly ahead: Ahead },
): HostState {
  const find = (): InventoryHost => inventory.hosts.get(host.name) ?? host
  let status: HostStatus = 'active'
  let known: { readonly of: InventoryHost; readonly layers: HostState['layers'] } | undefined
  const layersOf = (found: InventoryHost): HostState['layers'] =>
    likeness?.of.inventory === found ? likeness.of.layers : found.layers.map(entriesOf)
  return {
    ...(likeness ? { ahead: likeness.ahead } : {}),
    name: host.name,
    get inventory() {
      return find()
    },
    get layers() {
      const found = find()
      if (known?.of !== found) known = { of: found, layers: layersOf(found) }
      return known.layers
    },
    get status() {
      return status
    },
    set status(next) {
      status = next
      epoch.count += 1
    },
    awaitsRescue: false,
    isUnclear: false,
    errorsCleared: 0,
    epoch,
    scopes: { epoch: 0, inventory: find(), of: new Map(), layers: new Map() },
    included: new Map(),
    variables: new Map(),
    cachedFacts: new Map(),
    notified: new Set(),
    perhapsNotified: new Map(),
    tally: { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, rescued: 0, ignored: 0, unknown: 0 },
    lookAhead: newLookAheadState(),
  }
}

function entriesOf({ vars }: VarsLayer): HostState['layers'][number] {
  return new Map([...vars].map(([name, source]) => [name, { source }]))
}

/** Sets variables that later tasks see: plain values that are never rendered again. */
export function setVariables(host: HostState, variables: ReadonlyMap<string, Entry>): void {
  if (variables.size === 0) return
  for (const [name, entry] of variables) {
    host.variables.set(name, entry)
    if (entry.isFact) host.cachedFacts.set(name, entry)
  }
  host.epoch.count += 1
}

/** Sets variables of files, which are rendered for what reads them. */
export function includeVariables(host: HostState, variables: ReadonlyMap<string, Entry>): void {
  if (variables.size === 0) return
  for (const [name, entry] of variables) host.included.set(name, entry)
  host.epoch.count += 1
}

/** Has the next reader of a fact ask the host again. */
export function clearFacts(host: HostState): void {
  delete host.facts
  delete host.factsLost
  host.epoch.count += 1
}

/** Whether a handler is to run on a host, or may be. */
export function isNotified({ notified, perhapsNotified }: HostState, handler: Handler): boolean {
  return notified.has(handler) || perhapsNotified.has(handler)
}

/** Whether a host failed, or cannot be reached. */
export function isLost({ status }: HostState): boolean {
  return status === 'failed' || status === 'unreachable'
}

/** The hosts that still take part. */
export function activeOf(hosts: readonly HostState[]): HostState[] {
  return hosts.filter(host => host.status === 'active')
}

/** A host that failed takes part again. */
export function bringBack(host: HostState): void {
  host.status = 'active'
  host.awaitsRescue = false
  host.isUnclear = false
}
