import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The sockets of persistent connections in Drover's folder. Each is used by one run at a time: a run acquires
 * it by renaming it, and releases it by renaming it again. Otherwise, if a run is killed while it opens a
 * session, OpenSSH's master would end with all of its sessions, including those of other runs.
 *
 *   NAME.RANDOM          free
 *   NAME.RANDOM.OWNER    used by the process OWNER; free if that has ended
 */
export class MasterSockets {
  readonly #folder: string
  readonly #owner = ownerOf(process.pid)
  #known: Map<string, string[]> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Acquires a free socket with that name; returns its new path, undefined if there is none. */
  claim(name: string): string | undefined {
    // The folder is read once: sockets that other runs release later are not needed.
    this.#known ??= groupedByName(readdirSync(this.#folder))
    const files = this.#known.get(name) ?? []
    for (let file = files.pop(); file; file = files.pop()) {
      const owner = file.split('.')[2]
      const isFree = owner === undefined || !isAlive(owner)
      const claimed = isFree ? this.take(join(this.#folder, file)) : undefined
      if (claimed !== undefined) return claimed
    }
    return undefined
  }

  /** Returns the path for a new socket. */
  fresh(name: string): string {
    return join(this.#folder, `${name}.${randomBytes(3).toString('hex')}`)
  }

  /**
   * Acquires a socket by its path; returns its new path, undefined if another run was faster or the socket does not
   * exist.
   */
  take(path: string): string | undefined {
    const claimed = `${freePath(path)}.${this.#owner}`
    return renamed(path, claimed) ? claimed : undefined
  }

  /** Releases a socket, so that the next run can acquire it. */
  release(path: string): void {
    renamed(path, freePath(path))
  }
}

/** Returns the path of a socket without its owner, as its master created it. */
export function freePath(path: string): string {
  return path.replace(/^(.*\/[^./]+\.[^./]+)\.[^./]+$/, '$1')
}

/** Removes a socket if it still exists. */
export function removeSocket(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Its master was faster, or the folder is no longer writable.
  }
}

function groupedByName(files: readonly string[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const file of files) {
    const [name = ''] = basename(file).split('.')
    groups.set(name, [...(groups.get(name) ?? []), file])
  }
  return groups
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}

/**
 * Returns the name of a process, with its start time if the system provides it, to distinguish it from a later
 * process with the same id.
 */
function ownerOf(pid: number): string {
  return `${pid}-${startOf(pid)}`
}

function isAlive(owner: string): boolean {
  const pid = Number(owner.split('-')[0])
  if (!Number.isInteger(pid)) return false
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false
  }
  return ownerOf(pid) === owner
}

/** Returns when a process started: the 22nd field of `stat`, see proc(5); empty if there is no such file. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]).toString(36)
  } catch {
    return ''
  }
}
