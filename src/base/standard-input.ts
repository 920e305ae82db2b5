import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The name of standard input, where a file is expected. */
export const STANDARD_INPUT = '-'

/** Whether a path means standard input: `-` in the current folder, unless there is a file of that name. */
export function isStandardInput(path: string): boolean {
  return path === resolve(STANDARD_INPUT) && !existsSync(path)
}
