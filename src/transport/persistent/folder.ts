import { randomBytes } from 'node:crypto'
import {
  closeSync,
  constants,
  fstatSync,
  linkSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  realpathSync,
  rmSync,
  type Stats,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { homedir, tmpdir } from 'node:os'
import { dirname, isAbsolute, join } from 'node:path'
import { NAME_LENGTH } from './key.ts'

/** The private folder in which kept connections have their sockets. */
export interface SocketFolder {
  readonly path: string
  /** Random, and known to this folder alone: names made with it tell nothing of the secrets in them. */
  readonly key: Buffer
}

/** Bytes of the folder's key. */
const KEY_LENGTH = 32

/** What a unix socket's path may have everywhere, less the name in the folder and what stands behind it: its owner, or what ssh puts there. */
const LONGEST = 103 - '/'.length - NAME_LENGTH - '.123456'.length - '.'.length - 16

/**
 * The first of the usual places where a folder is ours alone, made where it is missing; undefined where there is none,
 * and then `refused` has been told why, place by place. What somebody else could have put there is not used.
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
  const cache = env.XDG_CACHE_HOME || join(homeOrNone(), '.cache')
  // Never below the working directory.
  const hasCache = isAbsolute(cache)
  try {
    if (hasCache) mkdirSync(cache, { mode: 0o700 })
  } catch {
    // It is there; or else it is refused when its turn comes.
  }
  return [
    ...(env.XDG_RUNTIME_DIR ? [{ base: env.XDG_RUNTIME_DIR, name: 'drover-ssh' }] : []),
    ...(hasCache ? [{ base: cache, name: 'drover-ssh' }] : []),
    { base: tmpdir(), name: `drover-ssh-${ownId()}` },
  ]
}

function homeOrNone(): string {
  try {
    return homedir()
  } catch {
    // A container may run as a number that has no name and no home.
    return ''
  }
}

/** Why the folder cannot be used; undefined where it can. */
function makeFolder(path: string): string | undefined {
  // ssh would read `%`, `$`, quotes and blanks in it as more than a path.
  if (!/^[A-Za-z0-9_.,+@:/-]+$/.test(path))
    return `\`${path}\` holds signs that ssh does not take as they are`
  if (path.length > LONGEST) return `\`${path}\` is too long for the path of a socket`
  const fault = faultAbove(dirname(path))
  if (fault !== undefined) return fault
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
  }
  const found = lstatSync(path)
  if (found.isSymbolicLink()) return `\`${path}\` is a link`
  if (!found.isDirectory()) return `\`${path}\` is no directory`
  if (found.uid !== ownId()) return `\`${path}\` belongs to user ${found.uid}, not to ${ownId()}`
  if ((found.mode & 0o077) !== 0)
    return `\`${path}\` is open to others (mode ${(found.mode & 0o7777).toString(8)})`
  return undefined
}

/** Who may write in a folder above could put another in the place of ours at any time. */
function faultAbove(path: string): string | undefined {
  const { uid, mode } = lstatSync(path)
  if (uid !== 0 && uid !== ownId()) return `\`${path}\` belongs to user ${uid}`
  const isSticky = (mode & 0o1000) !== 0
  if ((mode & 0o022) !== 0 && !isSticky) return `others may write in \`${path}\``
  return dirname(path) === path ? undefined : faultAbove(dirname(path))
}

/** Made once and then only read: two runs that make it together both get the one that was first. */
function keyOf(file: string): Buffer {
  try {
    return readKey(file)
  } catch (error) {
    // A torn one, after a crash, is made anew.
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
  const descriptor = openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW)
  try {
    const found: Stats = fstatSync(descriptor)
    const key = Buffer.alloc(KEY_LENGTH)
    const isOurs = found.isFile() && found.uid === ownId() && (found.mode & 0o077) === 0
    if (!isOurs || readSync(descriptor, key) !== KEY_LENGTH) throw new Error(`\`${file}\` is no key of ours`)
    return key
  } finally {
    closeSync(descriptor)
  }
}

function ownId(): number {
  return process.geteuid?.() ?? 0
}
