import type { Change, MayChange } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'

/** The state of one machine as a dry run has predicted it so far. */
export interface Prediction {
  /**
   * Applies the changes of a plan to the prediction. `host` is a host that `view` returned. `by` names the task with
   * the plan.
   */
  readonly predict: (host: ReadHost, changes: readonly Change[], by: string) => Promise<void>
  /** Records resources that a task may change. Later tasks that read them have an unknown result. */
  readonly predictUncertain: (host: ReadHost, resources: readonly MayChange[], by: string) => Promise<void>
  /** Records a task that may change anything on the machine. */
  readonly predictAnything: (by: string) => void
  /** The last task whose changes are not all in its plan, such as a command or a package installation. */
  readonly unlisted: { readonly by: string } | undefined
  /** Returns the task that would create a user, or may create it. */
  readonly creatorOf: (user: string) => { readonly by: string } | undefined
  /** A task that would install a package, or may, and so may provide any file. */
  readonly provider: { readonly by: string } | undefined
  /**
   * Returns a view of the host in its predicted state. A probe of that view throws UnknownValueError if only a real
   * run can answer it. `onMissing` is called if an answer shows that a file would not exist.
   */
  readonly view: <H extends ReadHost>(host: H, onMissing?: () => void) => H
}

/** The predictions of a dry run, by machine. */
export interface Predictions {
  /** Returns the prediction of a machine; undefined if no task so far would have changed it. */
  readonly get: (machine: string) => Prediction | undefined
  /** Returns the prediction of a machine and creates it if there is none. */
  readonly of: (machine: string) => Prediction
}
