import { omitUndefined } from '../base/omit-undefined.ts'
import type { Unknown } from '../values/unknown.ts'

/** Plain data: `JSON.parse(JSON.stringify(value))` returns it unchanged. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** One difference from the state that the task describes. In a dry run, later tasks see its effect. */
export interface Change {
  /** The resource, as `KIND:NAME`: `file:/etc/etcd/ssl/ca.pem`, `unit:etcd`, `package:etcd`. */
  readonly resource: string
  /** What happens to it: `create`, `update`, `delete`, or a verb of the task type, such as `restart`. */
  readonly action: string
  /** The differing fields before and after; `null` if it does not exist. In a dry run, a value may be known only after apply. */
  readonly before?: { readonly [field: string]: Json } | null
  readonly after?: { readonly [field: string]: Json | Unknown } | null
  /** The whole text before and after, for a unified diff. Do not set it for secrets: compare hashes instead. */
  readonly text?: { readonly before: string; readonly after: string }
}

/** Fields of the registered result, by name. Drover itself adds `changed`, `failed` and `skipped`. */
export interface Outputs {
  readonly [field: string]: unknown
}

/** The result of a check that finds nothing to do. */
export interface InSync {
  readonly kind: 'in-sync'
  readonly outputs: Outputs
  /** Variables that the engine sets for this host from now on (`set_fact`). */
  readonly variables?: { readonly [name: string]: unknown }
  /** True if these variables are facts too, until `meta: clear_facts`. */
  readonly areFacts?: boolean
  /** Files whose variables the engine sets for this host from now on (`include_vars`). They are rendered when they are read. */
  readonly includes?: readonly IncludedVars[]
  /** Hosts and groups that the engine adds to the inventory for the rest of the run (`add_host`, `group_by`). */
  readonly inventory?: InventoryAddition
  /**
   * Makes the engine gather the facts of the host, or of the delegate, again (`setup`); the result has those that match
   * a glob of `filter`.
   */
  readonly facts?: { readonly filter: readonly string[] }
  /** A request to the engine itself (`meta`). */
  readonly control?: Control
  /** Why the task did not apply, for example because `creates` exists. The task then counts as skipped. */
  readonly skipped?: string
  /** A line to show to the user (`debug`). */
  readonly message?: string
}

/** Files of variables, absolute. */
export interface IncludedVars {
  readonly files: readonly string[]
  /** The variable that holds all of them, as a map. */
  readonly name?: string
  /** Whether each map is merged, at all levels, into the variable of the same name that the host has. */
  readonly merges?: boolean
}

/** A new host with its groups and variables, or a group to which the task adds its host, with the parent groups of that group. */
export type InventoryAddition =
  | { readonly host: string; readonly groups: readonly string[]; readonly variables: Outputs }
  | { readonly group: string; readonly parents: readonly string[] }

/** A request of a task to the engine itself: the values of `meta`. */
export type Control =
  | 'flush_handlers'
  | 'end_play'
  | 'end_host'
  | 'end_batch'
  | 'clear_host_errors'
  | 'clear_facts'
  | 'refresh_inventory'
  | 'reset_connection'
  | 'noop'

/** The result of a check that finds something to do: what apply will change. It has at least one change, or `waitsFor`. */
export interface Plan<D = unknown> {
  readonly kind: 'plan'
  readonly changes: readonly Change[]
  /** The data that apply needs, as plain JSON. */
  readonly data: D
  /** The outputs that are known before apply. */
  readonly outputs: Outputs
  /** Changes that it predicts in addition to the reported ones, such as the files of an archive. For later tasks of a dry run. */
  readonly predicts?: readonly Change[]
  /** Other resources that it may change in an unpredictable way: in a dry run, they are unknown to later tasks. */
  readonly mayChange?: readonly MayChange[]
  /** True if further changes are known only after these changes. The check after apply may then find more changes, which are applied too. */
  readonly isStage?: boolean
  /** For a plan without changes: what apply waits for, as `port 2379 of 10.0.0.1 to open`. */
  readonly waitsFor?: string
}

/**
 * The result of a check that finds nothing to do. `outputs` are the fields of the registered result. `more.skipped` says why the task
 * did not apply, and `more.message` is a line for the user.
 */
export function inSync(outputs: Outputs = {}, more: Omit<InSync, 'kind' | 'outputs'> = {}): InSync {
  return { kind: 'in-sync', outputs, ...more }
}

/**
 * A change as `plan` accepts it. A field that is undefined counts as absent, so one list can contain changes with different fields
 * without a type annotation.
 */
export interface ChangeInput {
  readonly resource: string
  readonly action: string
  readonly before?: { readonly [field: string]: Json | undefined } | null | undefined
  readonly after?: { readonly [field: string]: Json | Unknown | undefined } | null | undefined
  readonly text?: { readonly before: string; readonly after: string } | undefined
}

/**
 * Says what differs, and what apply needs to change it: `data` is plain JSON, the same after `JSON.parse(JSON.stringify(data))`.
 * `outputs` are the fields of the registered result that are known before apply.
 */
export function plan<D = undefined>(
  changes: readonly ChangeInput[],
  data?: D,
  outputs: Outputs = {},
): Plan<D> {
  return { kind: 'plan', changes: changes.map(withoutUndefined), data: data as D, outputs }
}

function withoutUndefined(change: ChangeInput): Change {
  const { before, after } = change
  const fields = { before: before && omitUndefined(before), after: after && omitUndefined(after) }
  return omitUndefined({ ...change, ...fields }) as Change
}

/**
 * The result of a check if nothing is changed and apply only waits: `waitsFor` completes "waits for …", such as `port 2379 of 10.0.0.1 to open`.
 * Apply does the waiting. `data` and `outputs` are as in `plan`.
 */
export function pending<D = undefined>(waitsFor: string, data?: D, outputs: Outputs = {}): Plan<D> {
  return { kind: 'plan', changes: [], data: data as D, outputs, waitsFor }
}

/** A resource that a task may change, regardless of the values that are unknown in a dry run. */
export interface MayChange {
  /** The resource, as in changes: `file:/etc/motd`. */
  readonly resource: string
  /** True if everything below the directory may change too. */
  readonly isWhole?: boolean
  /** True if it may be removed. */
  readonly mayGo?: boolean
  /** True if files keep their content, even if mode and owner may change. */
  readonly keepsContent?: boolean
}
