import { existsSync, openSync } from 'node:fs'

/** The device of the terminal from which a process was started. */
export const TERMINAL = '/dev/tty'

/** Opens the terminal from which the process was started; undefined if there is none. */
export function openTerminal(): number | undefined {
  try {
    return existsSync(TERMINAL) ? openSync(TERMINAL, 'r+') : undefined
  } catch {
    // The device exists, but the process has no terminal.
    return undefined
  }
}
