import { statSync } from 'node:fs'

/** Returns whether a path of the controller is a folder, or a link to one. */
export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false
}
