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
 * Writes a file atomically: to a temporary file in the same folder, then renames it. A new file is readable only by
 * its owner; an existing one keeps its mode, unless the content `isPrivate`. Writes directly to a device or a pipe,
 * such as `/dev/null`.
 */
export function replaceFile(path: string, bytes: Buffer, isPrivate = false): void {
  const before = statSync(path, { throwIfNoEntry: false })
  // Otherwise root could replace `/dev/null` by a file.
  if (before && !before.isFile()) {
    writeFileSync(path, bytes)
    return
  }
  // A link is kept, and its target is replaced.
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

/**
 * Creates a file that only its owner can read, completely or not at all. Returns false if the file exists, and leaves
 * it unchanged.
 */
export function createFile(path: string, bytes: Buffer): boolean {
  const written = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}`)
  try {
    // safety: a new password file is accessible only to its owner
    writeFileSync(written, bytes, { flag: 'wx', mode: 0o600 })
    syncPath(written)
    // Unlike a rename, a link replaces no existing file.
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

/**
 * Replaces a file by one that was written in the same folder. After a power loss, either the old file or the complete
 * new one exists.
 */
export function moveIntoPlace(written: string, file: string): void {
  syncPath(written)
  renameSync(written, file)
  syncPath(dirname(file))
}

/**
 * Replaces a folder by the folder `written`, and moves the old one to `aside`. If that fails, the old folder stays in
 * place.
 */
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
