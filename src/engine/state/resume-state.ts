import type { Outputs } from '../../authoring/plan.ts'
import { UnclearError } from '../../errors.ts'

/** The outcome of an action in the run that is resumed. */
export type PastAction = {
  readonly digest: string
  /** The id of the job, if the action ran as a job on the host. */
  readonly job?: string | undefined
} & (
  | { readonly kind: 'done'; readonly outputs: Outputs }
  /** Completed, but its output was secret and was not saved. */
  | { readonly kind: 'hidden' }
  /** Started, without a recorded end. */
  | { readonly kind: 'begun' }
)

/** What an interrupted or failed run left for the run that resumes it, as plain data. */
export interface ResumeData {
  /** The id of the earlier run. */
  readonly run: string
  /** The actions that the resumed run does not repeat, by host, in the order in which they started. */
  readonly actions: Readonly<Record<string, readonly PastAction[]>>
  /** The tasks whose notified handlers have not run, by host; each as the key from `taskKey`. */
  readonly owed: Readonly<Record<string, readonly string[]>>
}

/**
 * Returns the key by which a resumed run recognizes a task. It contains no line number, because lines may have moved.
 */
export function taskKey({ taskType, name }: { readonly taskType: string; readonly name: string }): string {
  return `${taskType} ${name}`
}

/** The state that an earlier run left. Each of its entries is returned only once. */
export class ResumeState {
  readonly run: string
  readonly #actions: Map<string, PastAction[]>
  readonly #owed: Map<string, Set<string>>

  constructor({ run, actions, owed }: ResumeData) {
    this.run = run
    this.#actions = new Map(Object.entries(actions).map(([host, all]) => [host, [...all]]))
    this.#owed = new Map(Object.entries(owed).map(([host, keys]) => [host, new Set(keys)]))
  }

  /**
   * Returns and removes the outcome of this action on this host. If there are several equal actions, returns the
   * first that is left.
   */
  takeAction(host: string, digest: string | undefined): PastAction | undefined {
    const all = this.#actions.get(host) ?? []
    const at = all.findIndex(action => action.digest === digest)
    return at < 0 ? undefined : all.splice(at, 1)[0]
  }

  /** Returns whether the handlers that this task notified have not run yet, and removes that entry. */
  takePending(host: string, key: string): boolean {
    return this.#owed.get(host)?.delete(key) ?? false
  }
}

/**
 * Returns the outputs of an action that is not repeated. Throws UnclearError if its outcome is unknown, or if its
 * result is used but was secret.
 */
export function outputsOf(past: PastAction, run: string, isResultUsed: boolean): Outputs {
  if (past.kind === 'done') return past.outputs
  if (past.kind === 'hidden' && !isResultUsed) return {}
  const why =
    past.kind === 'begun'
      ? `it was running when the run ${run} ended, and it is unknown whether it finished`
      : `it finished in the run ${run}, but its output is secret and was not saved`
  throw new UnclearError(`not repeated: ${why}`, {
    hint: 'inspect the host; `run resume --repeat` repeats such tasks',
    outputs: { outcome: 'unknown' },
  })
}
