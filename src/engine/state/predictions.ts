import type { Change, MayChange } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'

/** What of one machine a dry run has predicted so far. */
export interface Prediction {
  /** Applies the changes of a plan to the prediction. `host` is one that `over` gave, `by` names the task that would make them. */
  readonly predict: (host: ReadHost, changes: readonly Change[], by: string) => Promise<void>
  /** Notes what a task may change: later tasks that read it are unknown. */
  readonly predictUncertain: (host: ReadHost, resources: readonly MayChange[], by: string) => Promise<void>
  /** Notes a task that may change anything. */
  readonly predictAnything: (by: string) => void
  /** The last task whose changes no plan lists: a command, a package. */
  readonly unlisted: { readonly by: string } | undefined
  /** The task that would make a user, or that may. */
  readonly makerOf: (user: string) => { readonly by: string } | undefined
  /** A task that installs a package, which may provide any file. */
  readonly provider: { readonly by: string } | undefined
  /**
   * The host as it would be. Asking it throws UnknownValueError if only a real run can show the answer. `onNothing` is called if an
   * answer shows that a file would not exist.
   */
  readonly over: <H extends ReadHost>(host: H, onNothing?: () => void) => H
}

/** Of each machine of a dry run, what the tasks until now would have made of it. */
export interface Predictions {
  /** What was predicted of a machine; undefined if no task would have changed it. */
  readonly get: (machine: string) => Prediction | undefined
  /** The same, created if there is none yet. */
  readonly of: (machine: string) => Prediction
}
