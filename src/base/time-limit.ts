import { type Context, createContext, Script } from 'node:vm'
import { InputError } from '../errors.ts'

/** Milliseconds for work that otherwise takes a few, on a busy machine. */
const LIMIT = 3000

/**
 * Does work that a text of a host can make long, such as a user's regular expression over it: some take more time for one line
 * than there is, and all hosts share one thread. Throws InputError if it takes longer than `limit` milliseconds.
 */
export function withinTime<T>(what: string, work: () => T, limit = LIMIT): T {
  // Made once, since that takes milliseconds: the work is that of this realm, the script only has an end.
  own ??= createContext({})
  const context = own
  context.work = work
  try {
    return CALL.runInContext(context, { timeout: limit }) as T
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error
    throw new InputError(`${what} took longer than ${limit / 1000} s and was stopped`, {
      hint: 'a regular expression with nested or adjacent repetitions, such as `(a+)+` or `\\s+$`, can take very long: anchor it with `^`, or match the text before the repetition',
    })
  } finally {
    context.work = undefined
  }
}

const CALL = new Script('work()')
let own: Context | undefined
