import { type Context, createContext, Script } from 'node:vm'
import { InputError } from '../errors.ts'

/** The time limit in milliseconds. The work usually takes a few, even on a busy machine. */
const LIMIT = 3000

/**
 * Does work with a time limit in milliseconds. It is for work that a string from a host can make very long, such as
 * matching a user's regular expression: some patterns take practically forever for a single line, and all hosts share
 * one thread. Throws InputError if it takes longer.
 */
export function withinTime<T>(what: string, work: () => T, limit = LIMIT): T {
  // Created once, since that takes milliseconds. `work` itself runs in this realm; the context only provides the time
  // limit.
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
