import type { Change, Control, IncludedVars, Outputs } from '../../authoring/plan.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { Status } from './events.ts'

/** How a task ended on one host, or one item of its loop. */
export interface Result {
  readonly status: Status
  readonly changes: readonly Change[]
  readonly outputs: Outputs
  readonly message?: string
  readonly hint?: string
  /** `failed` that `ignore_errors` lets pass. */
  readonly isIgnored?: boolean
  /** True if a task changed something and then failed, or counts as failed. */
  readonly isChanged?: boolean
  /** True if the task added something to the inventory: that counts as changed only in its registered result. */
  readonly hasGrown?: boolean
  /** True if the differences of texts are to be shown (`--diff`, `diff: true`). */
  readonly isDiffShown?: boolean
  /** `failed` because its outcome is unknown: neither `retries` nor `until` repeat it. */
  readonly isUnclear?: boolean
  /** `failed` before the task type had anything to do: `failed_when` and `changed_when` do not apply. */
  readonly isInvalid?: boolean
  readonly delegatedTo?: string
  readonly control?: Control
  readonly variables?: Readonly<Record<string, unknown>>
  /** True if these variables are facts of the host too. */
  readonly areFacts?: boolean
  /** Files whose variables its host has from then on. */
  readonly includes?: readonly Included[]
  /** Of a loop, how each item ended, and its variables. */
  readonly items?: readonly Item[]
  /** True if a plan was not carried out, so that outputs which only apply gives are unknown. */
  readonly isPredicted?: boolean
}

/** Files that a task included. */
export interface Included extends IncludedVars {
  /** Their variables, if they were merged with those that the host had. */
  readonly merged?: ReadonlyMap<string, Entry>
}

interface Item {
  readonly status: Status
  readonly variables: ReadonlyMap<string, Entry>
}
