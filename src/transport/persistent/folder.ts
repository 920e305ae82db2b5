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

/** The private folder in which kept connections have their sockets. */
export interface SocketFolder {
  readonly path: string
  /** Random, and known only to this folder: names made with it reveal nothing of the secrets in them. */
  readonly key: Buffer
}

/** Bytes of the folder's key. */
const KEY_LENGTH = 32

/**
 * The length of a unix socket's path that works everywhere, minus the name in the folder and its suffix: its
 * owner, or the one that ssh adds.
 */
const LONGEST = 103 - '/'.length - NAME_LENGTH - '.123456'.length - '.'.length - 16

/**
 * The first of the usual directories for a private folder that is safe, created if missing; undefined if there
 * is none, and then `refused` was called with the reason for each. Folders that another user could have created
 * are not used.
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
    // It exists; otherwise it is refused when its turn comes.
  }
  return [
    ...[runtime, cache].filter(base => base !== undefined).map(base => ({ base, name: 'drover-ssh' })),
    { base: tmpdir(), name: `drover-ssh-${ownId()}` },
  ]
}

/** Why the folder cannot be used; undefined if it can. */
function makeFolder(path: string): string | undefined {
  // ssh would read `%`, `$`, quotes and blanks in it as more than a path.
  if (!/^[A-Za-z0-9_.,+@:/-]+$/.test(path)) return `\`${path}\` contains characters that ssh would expand`
  if (path.length > LONGEST) return `\`${path}\` is too long for a socket path`
  return makeOwnedFolder(path)
}

/** Made once and then only read: two runs that make it together both get the one that was first. */
function keyOf(file: string): Buffer {
  try {
    return readKey(file)
  } catch (error) {
    // A torn one, after a crash, is made again.
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
