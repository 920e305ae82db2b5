import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { makeOwnedFolder, ownId } from '../../base/owned-folder.ts'
import { runtimeFolder, userFolder } from '../../base/xdg.ts'
import { NAME_LENGTH } from './key.ts'

/** The private folder with the sockets of persistent connections. */
export interface SocketFolder {
  readonly path: string
  /**
   * A random key, stored only in this folder: socket names are made with it, and so reveal nothing of the secrets in
   * them.
   */
  readonly key: Buffer
}

/** The length of the folder's key, in bytes. */
const KEY_LENGTH = 32

/**
 * The longest path of the folder: the length of a unix socket's path that works everywhere, minus the name in the
 * folder and its suffix (that of its owner, or the one that ssh adds).
 */
const LONGEST = 103 - '/'.length - NAME_LENGTH - '.123456'.length - '.'.length - 16

/**
 * Opens the first of the usual folders for private sockets that is safe, and creates it if it is missing. Folders
 * that another user could have created are not used. Returns undefined if there is none; `refused` was then called
 * with the reason for each.
 */
export function openSocketFolder(refused: (reason: string) => void): SocketFolder | undefined {
  for (const { base, name } of placesOf(process.env)) {
    try {
      const path = join(realpathSync(base), name)
      const fault = makeFolder(path)
      if (fault === undefined) return { path, key: keyOf(join(path, 'key')) }
      refused(fault)
    } catch (error) {
      refused((error as Error).message)
    }
  }
  return undefined
}

function placesOf(env: NodeJS.ProcessEnv): { base: string; name: string }[] {
  const [runtime, cache] = [runtimeFolder(env), userFolder('cache', env)]
  try {
    if (cache !== undefined) mkdirSync(cache, { mode: 0o700 })
  } catch {
    // It exists already. If it cannot be used, it is refused later.
  }
  return [
    ...[runtime, cache].filter(base => base !== undefined).map(base => ({ base, name: 'drover-ssh' })),
    { base: tmpdir(), name: `drover-ssh-${ownId()}` },
  ]
}

/** Creates the folder. Returns why it cannot be used; undefined if it can. */
function makeFolder(path: string): string | undefined {
  // ssh would expand `%`, `$`, quotes and blanks in it.
  if (!/^[A-Za-z0-9_.,+@:/-]+$/.test(path)) return `\`${path}\` contains characters that ssh would expand`
  if (path.length > LONGEST) return `\`${path}\` is too long for a socket path`
  return makeOwnedFolder(path)
}

/**
 * Returns the key of the folder, and creates it once. Two runs that create it at the same time both get the key that
 * was first.
 */
function keyOf(file: string): Buffer {
  try {
    return readKey(file)
  } catch (error) {
    // An incomplete key file, after a crash, is replaced.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') unlinkSync(file)
  }
  const fresh = `${file}.${randomBytes(8).toString('hex')}`
  try {
    writeFileSync(fresh, randomBytes(KEY_LENGTH), { mode: 0o600, flag: 'wx' })
    linkSync(fresh, file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  } finally {
    rmSync(fresh, { force: true })
  }
  return readKey(file)
}

function readKey(file: string): Buffer {
  // safety: the key file of the socket directory cannot be a symlink
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const found: Stats = fstatSync(descriptor)
    const key = Buffer.alloc(KEY_LENGTH)
    const isOurs = found.isFile() && found.uid === ownId() && (found.mode & 0o077) === 0
    if (!isOurs || readSync(descriptor, key) !== KEY_LENGTH)
      throw new Error(`\`${file}\` is not a key of Drover`)
    return key
  } finally {
    closeSync(descriptor)
  }
}
