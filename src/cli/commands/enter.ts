import { InputError } from '../../errors.ts'

/**
 * Changes to the directory to which stored relative paths refer. `what` says for the error what happened there, such
 * as `the plan was made`.
 */
export function changeDirectory(directory: string, what: string): void {
  try {
    process.chdir(directory)
  } catch (cause) {
    throw new InputError(`${what} in \`${directory}\`, which no longer exists`, { cause })
  }
}
