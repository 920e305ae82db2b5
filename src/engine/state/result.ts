import type { Change, Control, IncludedVars, Outputs } from '../../authoring/plan.ts'
import type { Entry } from '../../evaluation/scope.ts'
import type { Status } from './events.ts'

/** The result of a task, or of one item of its loop, on one host. */
export interface Result {
  readonly status: Status
  readonly changes: readonly Change[]
  readonly outputs: Outputs
  readonly message?: string
  readonly hint?: string
  /** True if the task failed or lost its host, and `ignore_errors` or `ignore_unreachable` ignores that. */
  readonly isIgnored?: boolean
  /** True if a task changed something and then failed, or is treated as failed. */
  readonly isChanged?: boolean
  /** True if the task added something to the inventory. It counts as changed only in its registered result. */
  readonly isInventoryChanged?: boolean
  /** True if differences of file contents are shown (`--diff`, `diff: true`). */
  readonly isDiffShown?: boolean
  /** True if the task failed because its outcome is unknown. `retries` and `until` do not repeat it. */
  readonly isUnclear?: boolean
  /**
   * True if the task failed because becoming another user was refused. Repetitions and further items of a loop do not
   * try again, because wrong passwords can lock an account.
   */
  readonly isBecomeRefused?: boolean
  /** True if the task failed before its task type ran. `failed_when` and `changed_when` do not apply. */
  readonly isInvalid?: boolean
  /**
   * True if the task failed because a condition or a param could not be rendered. In the dialect of Ansible, later items
   * of the loop do not run.
   */
  readonly isUnrendered?: boolean
  /** The name of the host on which the task ran, if it is another host (`delegate_to`). */
  readonly delegatedTo?: string
  /** A change to the course of the run that the task requests, such as `end_play`. */
  readonly control?: Control
  /** The variables that the task sets on its host, as `set_fact` does. */
  readonly variables?: Readonly<Record<string, unknown>>
  /** True if these variables are facts of the host too. */
  readonly areFacts?: boolean
  /** The files whose variables the task adds to the host. */
  readonly includes?: readonly Included[]
  /** For a loop: the status and variables of each item. */
  readonly items?: readonly Item[]
  /** True if a plan was predicted instead of applied, so outputs that only apply produces are unknown. */
  readonly isPredicted?: boolean
}

/** Variable files that a task included. */
export interface Included extends IncludedVars {
  /** The files' variables merged with the previous values of the host, if the task merges them. */
  readonly merged?: ReadonlyMap<string, Entry>
}

interface Item {
  readonly status: Status
  readonly variables: ReadonlyMap<string, Entry>
}
