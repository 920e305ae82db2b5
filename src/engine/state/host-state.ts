import type { Source } from '../../errors.ts'
import type { Entry, Layer, Scope } from '../../evaluation/scope.ts'
import type { Inventory, InventoryHost, VarsLayer } from '../../inventory/inventory.ts'
import type { Handler } from '../../playbook/steps.ts'
import type { Tally } from './events.ts'
import { type LookAheadState, newLookAheadState } from './look-ahead-state.ts'

/** `failed` and `unreachable` hosts drop out of the run, `ended` hosts only out of the play. */
type HostStatus = 'active' | 'failed' | 'unreachable' | 'ended'

/** The state of one host during a run. */
export interface HostState {
  readonly name: string
  /** The host's current inventory entry. Tasks may add groups and variables. */
  readonly inventory: InventoryHost
  /**
   * The host's inventory variables, lowest precedence first. The list is created on first use and stays the same
   * object until the inventory entry changes.
   */
  readonly layers: readonly ReadonlyMap<string, { readonly source: Source }>[]
  status: HostStatus
  /** Set on a failed host that a `rescue` will recover. */
  awaitsRescue: boolean
  /** Set on a failed host if it is unknown whether a task was applied. */
  isUnclear: boolean
  /**
   * The number of `meta: clear_host_errors` tasks that ran. A host that failed before an `always` stays in the play
   * if this number increased during the `always`.
   */
  errorsCleared: number
  /**
   * The tally when `meta: clear_host_errors` last made the host active again: failures up to then do not affect the
   * exit code.
   */
  cleared?: Pick<Tally, 'failed' | 'unreachable'>
  /** Increases whenever a host's variables may change: facts, results, or the hosts that are still in the play. */
  readonly epoch: Epoch
  /** The cached scopes of this host, and the epoch at which they were created. */
  readonly scopes: Scopes
  /** The host's facts. Absent until something refers to a fact or the play gathers facts. */
  facts?: Readonly<Record<string, unknown>> | undefined
  /**
   * For files in the dialect of Ansible: the variables of the `environment` with which facts are gathered. There, the
   * fact `env` includes them.
   */
  factsEnvironment?: Readonly<Record<string, string>> | undefined
  /** Set while the host's facts are being gathered; resolves when that ends. */
  gathering?: Promise<void> | undefined
  /** The host whose facts are being gathered because the connection settings of this host refer to them. */
  waitsFor?: HostState | undefined
  /** Why the host's facts could not be gathered; shown as the error of tasks on other hosts that refer to them. */
  factsError?: string | undefined
  /** Set on the simulated host that the preflight check uses in place of the real one. */
  readonly uncertain?: UncertainVariables
  /** Variables read by `include_vars`, by name. They have lower precedence than registered results and `set_fact`. */
  readonly included: Map<string, Entry>
  /** Registered results and `set_fact`, by name. */
  readonly variables: Map<string, Entry>
  /** The facts that `set_fact` with `cacheable` sets, by the names of their variables. */
  readonly cachedFacts: Map<string, Entry>
  /** The handlers that were notified on the host and have not run. */
  readonly notified: Set<Handler>
  /** In a dry run, the handlers that may have been notified, each with the reason why that is unknown. */
  readonly possiblyNotified: Map<Handler, string>
  /** The number of its tasks for each status. */
  readonly tally: Tally
  /** The prefetched checks of the host, and how far its look-ahead has got. */
  readonly lookAhead: LookAheadState
}

/** What the preflight check knows about variables that exist only during the run. */
export interface UncertainVariables {
  /** Whether a play so far may have gathered the host's facts. */
  mayHaveFacts: boolean
  /** Patterns for the names of variables that a `set_fact` with `cacheable` may have stored as facts. */
  readonly cached: RegExp[]
  /** Returns whether a task that may have run sets a variable with this name. */
  maySet: (name: string) => boolean
}

/** A counter that the hosts of a run share. It increases whenever variables may change. */
export interface Epoch {
  count: number
}

/** The cache of a host's scopes, valid as long as the epoch and the inventory entry stay the same. */
interface Scopes {
  epoch: number
  /** The inventory entry for which `layers` were created. */
  inventory: InventoryHost
  /** The scopes by play, then by task if the task has its own variables. */
  readonly of: Map<object, Map<unknown, Scope>>
  /** Layers that stay the same until the inventory changes, by a key for their content. */
  readonly layers: Map<string, Layer>
}

/**
 * Creates the state of a host at the start of a run, or a simulated host for the preflight check (`simulated`). The
 * inventory entry is looked up on each access, because tasks may change it; a host outside the inventory, such as the
 * controller, keeps `host`.
 */
export function newHostState(
  inventory: Pick<Inventory, 'hosts'>,
  host: InventoryHost,
  epoch: Epoch = { count: 0 },
  simulated?: { readonly of: HostState; readonly uncertain: UncertainVariables },
): HostState {
  const find = (): InventoryHost => inventory.hosts.get(host.name) ?? host
  let status: HostStatus = 'active'
  let known: { readonly of: InventoryHost; readonly layers: HostState['layers'] } | undefined
  const layersOf = (found: InventoryHost): HostState['layers'] =>
    simulated?.of.inventory === found ? simulated.of.layers : found.layers.map(entriesOf)
  return {
    ...(simulated ? { uncertain: simulated.uncertain } : {}),
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
    possiblyNotified: new Map(),
    tally: { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, rescued: 0, ignored: 0, unknown: 0 },
    lookAhead: newLookAheadState(),
  }
}

function entriesOf({ vars }: VarsLayer): HostState['layers'][number] {
  return new Map([...vars].map(([name, source]) => [name, { source }]))
}

/** Sets variables for later tasks on a host. The values are plain and are not rendered again. */
export function setVariables(host: HostState, variables: ReadonlyMap<string, Entry>): void {
  if (variables.size === 0) return
  for (const [name, entry] of variables) {
    host.variables.set(name, entry)
    if (entry.isFact) host.cachedFacts.set(name, entry)
  }
  host.epoch.count += 1
}

/** Sets variables that were read from files. They are rendered when they are used. */
export function includeVariables(host: HostState, variables: ReadonlyMap<string, Entry>): void {
  if (variables.size === 0) return
  for (const [name, entry] of variables) host.included.set(name, entry)
  host.epoch.count += 1
}

/** Discards a host's facts, so that the next reference to a fact gathers them again. */
export function clearFacts(host: HostState): void {
  delete host.facts
  delete host.factsError
  host.epoch.count += 1
}

/** Whether a handler was notified on a host, or may have been. */
export function isNotified({ notified, possiblyNotified }: HostState, handler: Handler): boolean {
  return notified.has(handler) || possiblyNotified.has(handler)
}

/** Whether a host failed, or cannot be reached. */
export function isLost({ status }: HostState): boolean {
  return status === 'failed' || status === 'unreachable'
}

/** Returns the hosts that are still active. */
export function activeOf(hosts: readonly HostState[]): HostState[] {
  return hosts.filter(host => host.status === 'active')
}

/** Makes a failed host active again. */
export function reactivate(host: HostState): void {
  host.status = 'active'
  host.awaitsRescue = false
  host.isUnclear = false
}
