import type { InventoryHost } from '../config/inventory.ts'
import type { TaskStep } from '../config/steps.ts'
import type { Entry } from '../values/scope.ts'
import type { Tally } from './events.ts'
import { newOutlook, type Outlook } from './outlook.ts'

/** `failed` and `unreachable` hosts leave the run, `ended` ones the play. */
export type Standing = 'active' | 'failed' | 'unreachable' | 'ended'

/** What a run knows of one host. */
export interface HostState {
  readonly name: string
  readonly inventory: InventoryHost
  /** The inventory's variables, weakest layer first. */
  readonly layers: readonly ReadonlyMap<string, Entry>[]
  standing: Standing
  /** Set once something has referred to a fact, or the play asked for them. */
  facts?: Readonly<Record<string, unknown>>
  /** Registered results and `set_fact`, by name. */
  readonly variables: Map<string, Entry>
  /** Counts the changes of facts and variables, so that what was derived from them can be told stale. */
  version: number
  /** What `hostvars` shows of it, and of which version. */
  view?: { readonly version: number; readonly variables: unknown }
  readonly notified: Set<TaskStep>
  readonly tally: Tally
  readonly outlook: Outlook
}

/** A host before anything was asked of it. */
export function newHostState(inventory: InventoryHost): HostState {
  return {
    name: inventory.name,
    inventory,
    layers: inventory.layers.map(
      ({ vars }) => new Map([...vars].map(([name, source]) => [name, { source }])),
    ),
    standing: 'active',
    variables: new Map(),
    version: 0,
    notified: new Set(),
    tally: { ok: 0, changed: 0, skipped: 0, failed: 0, unreachable: 0, rescued: 0, ignored: 0, unknown: 0 },
    outlook: newOutlook(),
  }
}

/** Sets a variable that later tasks see: a plain value that is never rendered again. */
export function setVariable(host: HostState, name: string, value: unknown): void {
  host.variables.set(name, { value })
  host.version += 1
}

/** The hosts that still take part. */
export function activeOf(hosts: readonly HostState[]): HostState[] {
  return hosts.filter(host => host.standing === 'active')
}
