import type { Outputs } from '../../authoring/plan.ts'
import { UnclearError } from '../../errors.ts'

/** What became of an action in the run that is taken up again. */
export type PastAction =
  | { readonly digest: string; readonly kind: 'done'; readonly outputs: Outputs }
  /** Done, and what it printed was secret. */
  | { readonly digest: string; readonly kind: 'hidden' }
  /** Begun, and no word of its end. */
  | { readonly digest: string; readonly kind: 'begun' }

/** What a run that was cut off or failed left to the one that takes it up; plain data. */
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

/** The legacy of an earlier run, of which each part is given once. */
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

/** What an action is told to have come to without being done again. Throws UnclearError where nobody can tell. */
export function outputsOf(past: PastAction, run: string, isResultUsed: boolean): Outputs {
  if (past.kind === 'done') return past.outputs
  if (past.kind === 'hidden' && !isResultUsed) return {}
  const why =
    past.kind === 'begun'
      ? `it was under way when the run ${run} ended, and nothing tells whether it was done`
      : `it was done in the run ${run}, and what it printed is secret and was not kept`
  throw new UnclearError(`not done again: ${why}`, {
    hint: 'look at the host; `run resume --repeat` does such tasks again',
    outputs: { outcome: 'unknown' },
  })
}
