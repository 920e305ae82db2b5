import { ConnectionError } from './connection-errors.ts'
import { unknownOption } from './ssh-args.ts'

/** Calls `connect`, and once more for each option that ssh turns out to be too old to know, which is in `unknown` then. */
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
