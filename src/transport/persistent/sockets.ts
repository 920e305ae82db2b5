import { randomBytes } from 'node:crypto'
import { readdirSync, readFileSync, renameSync, unlinkSync } from 'node:fs'
import { basename, join } from 'node:path'

/**
 * The sockets of kept connections in our folder. Each is one run's at a time: whoever renames it has it, and gives it back by
 * renaming it again. For where a run is killed while it asks for a session, OpenSSH's master ends, and with it
 * all sessions that it has: they shall be of no other run.
 *
 *   NAME.RANDOM          free
 *   NAME.RANDOM.OWNER    of the process that the owner names; free where that is gone
 */
export class MasterSockets {
  readonly #folder: string
  readonly #owner = ownerOf(process.pid)
  #known: Map<string, string[]> | undefined

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Takes a socket of that name which nobody has; its path, undefined where there is none. */
  claim(name: string): string | undefined {
    // Read once: what other runs give back later is not missed.
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

  /** The path of a socket that is not there yet. */
  fresh(name: string): string {
    return join(this.#folder, `${name}.${randomBytes(3).toString('hex')}`)
  }

  /** Takes a socket by its path; its new path, undefined where another run was faster or it is not there. */
  take(path: string): string | undefined {
    const claimed = `${freePath(path)}.${this.#owner}`
    return renamed(path, claimed) ? claimed : undefined
  }

  /** Lets the next run take it. */
  giveBack(path: string): void {
    renamed(path, freePath(path))
  }
}

/** The path of a socket as its master made it. */
export function freePath(path: string): string {
  return path.replace(/^(.*\/[^./]+\.[^./]+)\.[^./]+$/, '$1')
}

/** Takes a socket away, where it is still there. */
export function removeSocket(path: string): void {
  try {
    unlinkSync(path)
  } catch {
    // Its master was faster, or the folder cannot be written any more.
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

/** A process, told from a later one of its number by when it was started, where the system says so. */
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

/** Source: proc(5), the 22nd field of `stat`; empty where there is no such file. */
function startOf(pid: number): string {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1')
    return Number(text.slice(text.lastIndexOf(')') + 2).split(' ')[19]).toString(36)
  } catch {
    return ''
  }
}
