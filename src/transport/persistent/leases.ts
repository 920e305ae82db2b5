import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionLease, Target } from '../spawn.ts'
import { askMaster, endIfStopped } from './control-master.ts'
import { openSocketFolder, type SocketFolder } from './folder.ts'
import { connectionKey, environmentFingerprint } from './key.ts'
import { MasterSockets, removeSocket } from './sockets.ts'

/** The age, in milliseconds, from which a file without a process in the folder is garbage of a crash. */
const LITTER = 24 * 3600 * 1000

/** The connections that go on between runs, by OpenSSH's ControlPersist. */
export class ConnectionLeases {
  readonly #warn: (message: string) => void
  readonly #underWay = new Map<string, Promise<void>>()
  /** The sockets of masters that this run has, by the names of their targets. */
  readonly #held = new Map<string, string>()
  /** Those that take no more sessions, and end with this run. */
  readonly #left = new Set<string>()
  #folder: SocketFolder | null | undefined
  #sockets: MasterSockets | undefined
  #surroundings: string | undefined

  /** `warn` is called once, if there is no safe folder: then no connection is kept. */
  constructor(warn: (message: string) => void = () => {}) {
    this.#warn = warn
  }

  /** The lease for a target's connection; undefined if it is not to be kept. A hung master is replaced. */
  async wayTo(target: Target): Promise<ConnectionLease | undefined> {
    const name = this.#nameOf(target)
    const sockets = this.#sockets
    if (name === undefined || !sockets) return undefined
    // Who comes second waits for the first one's master, and has no handshake of its own; but not for a second failure.
    const before = this.#underWay.get(name)
    if (before) await before
    const release = this.#claim(name)
    const seconds = target.keepFor ?? 0
    const held = await this.#hold(name, sockets)
    if (held !== undefined) {
      release()
      return { ...{ socket: held, seconds, isWarm: true, release }, spoil: () => this.#left.add(held) }
    }
    const socket = sockets.fresh(name)
    const made = (): void => {
      const taken = sockets.take(socket)
      if (taken !== undefined) this.#held.set(name, taken)
      release()
    }
    return { ...{ socket, seconds, isWarm: false, release: made }, spoil: () => {} }
  }

  /** The next session has a new connection; sessions that go over the old one go on. */
  async forget(target: Target): Promise<void> {
    const name = this.#nameOf(target)
    const held = this.#held.get(name ?? '')
    if (name === undefined) return
    if (held !== undefined) this.#left.add(held)
    this.#held.delete(name)
    // What runs before have left.
    for (let free = this.#sockets?.claim(name); free; free = this.#sockets?.claim(name)) await endMaster(free)
  }

  /** Nothing more is kept in this run: ssh cannot make a socket in the folder. */
  giveUp(reason: string): void {
    if (this.#folder === null) return
    this.#folder = null
    this.#warn(`connections are not kept between runs: ${reason}`)
  }

  /** Leaves what was kept to the next run. */
  async close(): Promise<void> {
    for (const socket of this.#held.values()) if (!this.#left.has(socket)) this.#sockets?.giveBack(socket)
    this.#held.clear()
    await Promise.all([...this.#left].map(endMaster))
    this.#left.clear()
  }

  /** The socket of a master that answers, which is ours from then on. */
  async #hold(name: string, sockets: MasterSockets): Promise<string | undefined> {
    for (;;) {
      const socket = this.#held.get(name) ?? sockets.claim(name)
      if (socket === undefined) return undefined
      this.#held.set(name, socket)
      const state = await askMaster(socket, 'isAlive')
      if (state === 'alive') return socket
      this.#held.delete(name)
      removeSocket(socket)
      if (state === 'hung') endIfStopped(socket)
    }
  }

  #claim(name: string): () => void {
    if (this.#underWay.has(name)) return () => {}
    let release = (): void => {}
    const over = new Promise<void>(resolve => {
      release = () => {
        this.#underWay.delete(name)
        resolve()
      }
    })
    this.#underWay.set(name, over)
    return release
  }

  #nameOf(target: Target): string | undefined {
    if (target.connection !== 'ssh' || !target.keepFor) return undefined
    // Users who set the socket in ssh_args manage connections themselves.
    if (target.sshArgs.some(word => word.startsWith('-S'))) return undefined
    const folder = this.#open()
    if (!folder) return undefined
    this.#surroundings ??= environmentFingerprint(process.env)
    return connectionKey(folder.key, target, this.#surroundings)
  }

  #open(): SocketFolder | null {
    if (this.#folder !== undefined) return this.#folder
    const reasons: string[] = []
    const folder = openSocketFolder(reason => reasons.push(reason))
    if (!folder) this.giveUp(reasons.join('; '))
    else {
      this.#folder = folder
      this.#sockets = new MasterSockets(folder.path)
      void sweep(folder.path)
    }
    return folder ?? null
  }
}

async function endMaster(socket: string): Promise<void> {
  const state = await askMaster(socket, 'exit')
  removeSocket(socket)
  if (state === 'hung') endIfStopped(socket)
}

/** Takes away sockets whose masters were killed, or went with the machine. */
async function sweep(folder: string): Promise<void> {
  try {
    const old = readdirSync(folder)
      .filter(name => name !== 'key')
      .map(name => join(folder, name))
      .filter(file => Date.now() - statSync(file).mtimeMs > LITTER)
    for (const file of old) if ((await askMaster(file, 'isAlive')) === 'gone') removeSocket(file)
  } catch {
    // Another run sweeps as well.
  }
}
