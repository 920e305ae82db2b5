import { existsSync } from 'node:fs'
import { resolve } from 'node:path'

/** The argument that stands for standard input instead of a file. */
export const STANDARD_INPUT = '-'

/** Returns whether a path means standard input: `-` in the current folder, unless a file of that name exists. */
export function isStandardInput(path: string): boolean {
  return path === resolve(STANDARD_INPUT) && !existsSync(path)
}
