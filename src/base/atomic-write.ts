import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'

/**
 * Writes a file atomically: to a temporary file next to it, then renames. A new file is readable only by its
 * owner; an existing one keeps its mode, unless the content `isPrivate`. A device or a pipe, such as `/dev/null`, is written to.
 */
export function replaceFile(path: string, bytes: Buffer, isPrivate = false): void {
  const before = statSync(path, { throwIfNoEntry: false })
  // Root could otherwise replace `/dev/null` by a file.
  if (before && !before.isFile()) {
    writeFileSync(path, bytes)
    return
  }
  // A link stays, and what it leads to is replaced.
  const file = before ? realpathSync(path) : path
  const written = join(dirname(file), `.${basename(file)}.${randomBytes(6).toString('hex')}`)
  try {
    // safety: a new secrets file is accessible only to its owner
    writeFileSync(written, bytes, { flag: 'wx', mode: 0o600 })
    if (before && !isPrivate) chmodSync(written, before.mode & 0o777)
    moveIntoPlace(written, file)
  } catch (error) {
    rmSync(written, { force: true })
    throw error
  }
}

/** Makes a file for its owner alone, whole or not at all. False if one exists, which then stays as it is. */
export function createFile(path: string, bytes: Buffer): boolean {
  const written = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    // safety: a new password file is accessible only to its owner
    writeFileSync(written, bytes, { flag: 'wx', mode: 0o600 })
    syncPath(written)
    // Unlike a rename, this replaces nothing.
    linkSync(written, path)
    syncPath(dirname(path))
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(written, { force: true })
  }
}

/** Replaces a file by one that was written in the same folder. After a power loss, the old file or the whole new one is there. */
export function moveIntoPlace(written: string, file: string): void {
  syncPath(written)
  renameSync(written, file)
  syncPath(dirname(file))
}

/** Puts a whole folder in the place of another, which is `aside` then; if that fails, the old one stays. */
export function replaceFolder(written: string, folder: string, aside: string): void {
  const isReplaced = statSync(folder, { throwIfNoEntry: false }) !== undefined
  if (isReplaced) renameSync(folder, aside)
  try {
    renameSync(written, folder)
  } catch (error) {
    if (isReplaced) renameSync(aside, folder)
    throw error
  }
  syncPath(dirname(folder))
}

function syncPath(path: string): void {
  const opened = openSync(path, 'r')
  try {
    fsyncSync(opened)
  } finally {
    closeSync(opened)
  }
}
