import { ConnectionError } from './connection-errors.ts'
import { unknownOption } from './ssh-args.ts'

/**
 * Calls `connect`. If ssh is too old for one of its options, adds that option to `unknown` and calls `connect` again.
 */
export async function withoutUnknownOptions<T>(unknown: Set<string>, connect: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await connect()
    } catch (error) {
      const name = error instanceof ConnectionError ? unknownOption(error.message) : undefined
      if (name === undefined || unknown.has(name)) throw error
      unknown.add(name)
    }
  }
}
