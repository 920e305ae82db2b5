import { TaskError } from '../../errors.ts'

/** An answer of brew, or why there is none. */
type Refusable<T> = T | { readonly brew: string; readonly refused: string } | null

/** The answer of brew. Throws TaskError if the host has no brew, or it refuses; `hint` says what to do then. */
export function requireBrew<T extends object>(answer: Refusable<T>, hint?: string): T {
  const found = requireInstalled(answer)
  if (!('refused' in found)) return found
  const { refused } = found
  throw new TaskError(`brew refuses: ${refused}`, { hint: isAboutRoot(refused) ? OF_ROOT : hint })
}

/** What brew answers, be it that it refuses. Throws TaskError if the host has no brew. */
export function requireInstalled<T>(answer: T | null): T {
  if (answer !== null) return answer
  throw new TaskError('the host has no `brew`', {
    hint: 'install Homebrew in an earlier task, or set `path` to the directory of brew',
  })
}

/** Whether brew refuses since it does not run as root. */
export function isAboutRoot(refused: string): boolean {
  return /\bas root\b/.test(refused)
}

const OF_ROOT = 'run the task as the account that owns Homebrew, with `become_user`'
