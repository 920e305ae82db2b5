import type { Outputs } from '../../authoring/plan.ts'
import { UnclearError } from '../../errors.ts'

/** What became of an action in the run that is resumed. */
export type PastAction = {
  readonly digest: string
  /** The job that it ran as on the host. */
  readonly job?: string | undefined
} & (
  | { readonly kind: 'done'; readonly outputs: Outputs }
  /** Done, and what it printed was secret. */
  | { readonly kind: 'hidden' }
  /** Started, without a recorded end. */
  | { readonly kind: 'begun' }
)

/** What a run that was interrupted or failed left to the one that resumes it; plain data. */
export interface LeftByRun {
  /** Its id. */
  readonly run: string
  /** The actions that need not, or may not, be done again: by host, in their order. */
  readonly actions: Readonly<Record<string, readonly PastAction[]>>
  /** The tasks whose handlers have not run: by host, by the key of `taskKey`. */
  readonly owed: Readonly<Record<string, readonly string[]>>
}

/** A task's name in a legacy: lines may have moved since. */
export function taskKey({ taskType, name }: { readonly taskType: string; readonly name: string }): string {
  return `${taskType} ${name}`
}

/** The resume state of an earlier run; each part is used once. */
export class ResumeState {
  readonly run: string
  readonly #actions: Map<string, PastAction[]>
  readonly #owed: Map<string, Set<string>>

  constructor({ run, actions, owed }: LeftByRun) {
    this.run = run
    this.#actions = new Map(Object.entries(actions).map(([host, all]) => [host, [...all]]))
    this.#owed = new Map(Object.entries(owed).map(([host, keys]) => [host, new Set(keys)]))
  }

  /** What became of this action on this host; of equal ones, the first that was not yet asked for. */
  takeAction(host: string, digest: string | undefined): PastAction | undefined {
    const all = this.#actions.get(host) ?? []
    const at = all.findIndex(action => action.digest === digest)
    return at < 0 ? undefined : all.splice(at, 1)[0]
  }

  /** Whether the handlers of a task that changed something are still to run. */
  takeOwed(host: string, key: string): boolean {
    return this.#owed.get(host)?.delete(key) ?? false
  }
}

/** The outputs of an action that is not repeated. Throws UnclearError if its outcome is unknown. */
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
