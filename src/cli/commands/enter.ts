import { InputError } from '../../errors.ts'

/** Goes to the directory in which paths are meant of what was kept there; `what` says what happened in it. */
export function enter(directory: string, what: string): void {
  try {
    process.chdir(directory)
  } catch (cause) {
    throw new InputError(`${what} in \`${directory}\`, which no longer exists`, { cause })
  }
}
