import { existsSync, openSync } from 'node:fs'

/** The device of the terminal that a process was started from. */
export const TERMINAL = '/dev/tty'

/** Opens the terminal that the process was started from; undefined if there is none. */
export function openTerminal(): number | undefined {
  try {
    return existsSync(TERMINAL) ? openSync(TERMINAL, 'r+') : undefined
  } catch {
    // There is such a device, but no terminal behind it.
    return undefined
  }
}
