import { statSync } from 'node:fs'

/** Whether a path of the controller leads to a folder, over links too. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
