import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { Target } from './connection.ts'
import { type KeptFolder, openKeptFolder } from './kept-folder.ts'
import { keptName, surroundingsOf } from './kept-name.ts'
import { askMaster, discardMaster, identityOf } from './master.ts'

/** Where a target's connection is kept, by an ssh that goes on in the background: its master. */
export interface KeptWay {
  readonly socket: string
  /** Seconds that it is kept after its last session; Infinity where it is kept for good. */
  readonly seconds: number
  /** There is a master, and it answers. */
  readonly isWarm: boolean
  /** Says that the way is open, or will not be: who waits for it goes on. */
  readonly release: () => void
}

/** What lies in the folder for so long without anybody behind it, in milliseconds, is litter of a crash. */
const LITTER = 24 * 3600 * 1000

/** The connections that go on between runs, by OpenSSH's ControlPersist. */
export class KeptConnections {
  readonly #warn: (message: string) => void
  readonly #underWay = new Map<string, Promise<void>>()
  #folder: KeptFolder | null | undefined
  #surroundings: string | undefined

  /** `warn` is told once, where there is no folder that is safe: then nothing is kept. */
  constructor(warn: (message: string) => void = () => {}) {
    this.#warn = warn
  }

  /** The way to a target; undefined where its connection is not to be kept. A master that is hung makes way for a new one. */
  async wayTo(target: Target): Promise<KeptWay | undefined> {
    const socket = this.#socketOf(target)
    if (socket === undefined) return undefined
    // Who comes second waits for the first one's master, and has no handshake of its own; but not for a second failure.
    const before = this.#underWay.get(socket)
    if (before) await before
    const release = this.#claim(socket)
    const seen = identityOf(socket)
    const state = seen === undefined ? 'gone' : await askMaster(socket, 'alive')
    if (state === 'hung') discardMaster(socket, seen)
    if (state === 'alive') release()
    return { socket, seconds: target.keepFor ?? 0, isWarm: state === 'alive', release }
  }

  /** The next session has a new connection; sessions of others over the old one go on. */
  async forget(target: Target): Promise<void> {
    const socket = this.#socketOf(target)
    const seen = socket === undefined ? undefined : identityOf(socket)
    if (socket === undefined || seen === undefined) return
    await askMaster(socket, 'stop')
    if (identityOf(socket) === seen) discardMaster(socket, seen)
  }

  /** Nothing more is kept in this run: ssh cannot make a socket in the folder. */
  giveUp(reason: string): void {
    if (this.#folder === null) return
    this.#folder = null
    this.#warn(`connections are not kept between runs: ${reason}`)
  }

  #claim(socket: string): () => void {
    if (this.#underWay.has(socket)) return () => {}
    let release = (): void => {}
    const over = new Promise<void>(resolve => {
      release = () => {
        this.#underWay.delete(socket)
        resolve()
      }
    })
    this.#underWay.set(socket, over)
    return release
  }

  #socketOf(target: Target): string | undefined {
    if (target.connection !== 'ssh' || !target.keepFor) return undefined
    // Who says in ssh_args where the socket is keeps connections by himself.
    if (target.sshArgs.some(word => word.startsWith('-S'))) return undefined
    const folder = this.#open()
    if (!folder) return undefined
    this.#surroundings ??= surroundingsOf(process.env)
    return join(folder.path, keptName(folder.key, target, this.#surroundings))
  }

  #open(): KeptFolder | null {
    if (this.#folder !== undefined) return this.#folder
    const reasons: string[] = []
    const folder = openKeptFolder(reason => reasons.push(reason))
    if (!folder) this.giveUp(reasons.join('; '))
    else {
      this.#folder = folder
      void sweep(folder.path)
    }
    return folder ?? null
  }
}

/** Takes away sockets whose masters were killed, or went with the machine. */
async function sweep(folder: string): Promise<void> {
  try {
    const old = readdirSync(folder)
      .filter(name => name !== 'key')
      .map(name => join(folder, name))
      .filter(file => Date.now() - statSync(file).mtimeMs > LITTER)
    for (const file of old) {
      const seen = identityOf(file)
      if ((await askMaster(file, 'alive')) === 'gone') discardMaster(file, seen)
    }
  } catch {
    // Another run sweeps as well.
  }
}
