import { lstatSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'

/**
 * Makes a folder that is ours alone where it is missing. Gives the reason if it is not ours alone, or if others could put another
 * in its place; undefined if it can be used. The folder above must be there.
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

/** Who may write in a folder above could put another in the place of ours at any time. */
function faultAbove(path: string): string | undefined {
  const { uid, mode } = lstatSync(path)
  if (uid !== 0 && uid !== ownId()) return `\`${path}\` belongs to user ${uid}`
  const isSticky = (mode & 0o1000) !== 0
  // safety: a socket directory is not used if others can write to a directory above it
  if ((mode & 0o022) !== 0 && !isSticky) return `other users can write in \`${path}\``
  return dirname(path) === path ? undefined : faultAbove(dirname(path))
}

/** The number of the user that this process acts as. */
export function ownId(): number {
  return process.geteuid?.() ?? 0
}
