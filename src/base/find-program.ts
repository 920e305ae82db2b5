import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'

/**
 * Returns the path of a program on the controller, from the folders in `PATH`; undefined if none of them contains it.
 */
export function findProgram(
  name: string,
  { PATH = '' }: NodeJS.ProcessEnv = process.env,
): string | undefined {
  const folders = PATH.split(delimiter).filter(folder => folder !== '')
  return folders.map(folder => join(folder, name)).find(isProgram)
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
