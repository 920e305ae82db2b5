import { lstatSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Creates a folder that only this user can open, if it is missing. Returns why it cannot be used: others can open it,
 * or could replace it; undefined if it can be used. The parent folder must exist.
 */
export function makeOwnedFolder(path: string): string | undefined {
  const fault = faultAbove(dirname(path))
  if (fault !== undefined) return fault
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  // safety: a socket directory that is a symlink is not used
  if (found.isSymbolicLink()) return `\`${path}\` is a link`
  if (!found.isDirectory()) return `\`${path}\` is not a directory`
  // safety: a socket directory owned by another user is not used
  if (found.uid !== ownId()) return `\`${path}\` belongs to user ${found.uid}, not to ${ownId()}`
  // safety: a socket directory accessible to other users is not used
  if ((found.mode & 0o077) !== 0)
    return `\`${path}\` is open to others (mode ${(found.mode & 0o7777).toString(8)})`
  return undefined
}

/** Returns why a folder above is not safe: whoever can write in it could replace the folder in it at any time. */
function faultAbove(path: string): string | undefined {
  const { uid, mode } = lstatSync(path)
  if (uid !== 0 && uid !== ownId()) return `\`${path}\` belongs to user ${uid}`
  const isSticky = (mode & 0o1000) !== 0
  // safety: a socket directory is not used if others can write to a directory above it
  if ((mode & 0o022) !== 0 && !isSticky) return `other users can write in \`${path}\``
  return dirname(path) === path ? undefined : faultAbove(dirname(path))
}

/** Returns the effective user id of this process. */
export function ownId(): number {
  return process.geteuid?.() ?? 0
}
