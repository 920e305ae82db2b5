import { createContext, Script } from 'node:vm'
import { TaskError } from '../errors.ts'

/** Milliseconds that work on what a host has chosen may take. */
const MOST = 3000

const WORK = new Script('work()')

/**
 * Does something that may take for ever with what a host has chosen, such as a regular expression over lines of a file, and gives up
 * after three seconds: nothing else could end it, and all hosts would wait. Throws TaskError then.
 */
export function withinTime<T>(what: string, work: () => T): T {
  try {
    return WORK.runInContext(createContext({ work }), { timeout: MOST })
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw cause
    throw new TaskError(`${what} took longer than ${MOST / 1000} s and was given up`, {
      hint: 'a regular expression with several `*` or `+` one after the other takes very long where it nearly matches; write it more closely',
    })
  }
}
