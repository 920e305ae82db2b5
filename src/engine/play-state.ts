import type { PlayContext } from './context.ts'
import type { Result } from './result.ts'

/** What changes while a play runs, for all of its batches. */
export interface PlayState {
  isEnded: boolean
  isBatchEnded: boolean
  /** How many batches `serial` makes. */
  readonly batches: number
  /** What the tasks that act once have come to, or will. */
  readonly once: Map<string, Promise<Result>>
  /** What was warned of already. */
  readonly warned: Set<string>
}

export function newPlayState(batches = 1): PlayState {
  return { isEnded: false, isBatchEnded: false, batches, once: new Map(), warned: new Set() }
}

/** Warns of something that is so wherever it comes up in a play, once. */
export function warnOnce({ run, state }: PlayContext, message: string): void {
  if (state.warned.has(message)) return
  state.warned.add(message)
  run.emit({ type: 'warning', message })
}
