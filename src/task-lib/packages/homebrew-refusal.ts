import { TaskError } from '../../errors.ts'

/** A result of brew, or its refusal; null if the host has no brew. */
type Refusable<T> = T | { readonly brew: string; readonly refused: string } | null

/**
 * Returns the result of brew. Throws TaskError if the host has no brew, or brew refuses; `hint` is then shown unless
 * brew refuses to run as root.
 */
export function requireBrew<T extends object>(answer: Refusable<T>, hint?: string): T {
  const found = requireInstalled(answer)
  if (!('refused' in found)) return found
  const { refused } = found
  throw new TaskError(`brew refuses: ${refused}`, { hint: isAboutRoot(refused) ? OF_ROOT : hint })
}

/** Returns the result or the refusal of brew. Throws TaskError if the host has no brew. */
export function requireInstalled<T>(answer: T | null): T {
  if (answer !== null) return answer
  throw new TaskError('the host has no `brew`', {
    hint: 'install Homebrew in an earlier task, or set `path` to the directory of brew',
  })
}

/** Whether brew refuses because it was started as root. */
export function isAboutRoot(refused: string): boolean {
  return /\bas root\b/.test(refused)
}

const OF_ROOT = 'run the task as the account that owns Homebrew, with `become_user`'
