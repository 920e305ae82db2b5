import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import type { ConnectionLease, Target } from '../spawn.ts'
import { endIfStopped, queryMaster } from './control-master.ts'
import { openSocketFolder, type SocketFolder } from './folder.ts'
import { connectionKey, environmentFingerprint } from './key.ts'
import { MasterSockets, removeSocket } from './sockets.ts'

/** The age, in milliseconds, from which a file in the folder without a process is left over from a crash. */
const STALE_AGE = 24 * 3600 * 1000

/** The persistent connections of a run, which stay open for the next run. Uses OpenSSH's ControlPersist. */
export class ConnectionLeases {
  readonly #warn: (message: string) => void
  readonly #opening = new Map<string, Promise<void>>()
  /** The sockets of the masters that this run has acquired, by connection name. */
  readonly #acquired = new Map<string, string>()
  /** The sockets of masters that accept no more sessions, and end with this run. */
  readonly #tainted = new Set<string>()
  #folder: SocketFolder | null | undefined
  #sockets: MasterSockets | undefined
  #fingerprint: string | undefined

  /** `warn` is called once if there is no safe folder for sockets; then no connection is persistent. */
  constructor(warn: (message: string) => void = () => {}) {
    this.#warn = warn
  }

  /**
   * Returns the lease for a target's connection; undefined if its connection is not to be persistent. Replaces a
   * master that hangs.
   */
  async acquire(target: Target): Promise<ConnectionLease | undefined> {
    const name = this.#nameOf(target)
    const sockets = this.#sockets
    if (name === undefined || !sockets) return undefined
    // A second session to the same target waits until the first has its master, and needs no handshake of its own. If
    // the first fails, it does not wait for another one.
    const before = this.#opening.get(name)
    if (before) await before
    const release = this.#claim(name)
    const seconds = target.keepFor ?? 0
    const held = await this.#hold(name, sockets)
    if (held !== undefined) {
      release()
      return { ...{ socket: held, seconds, isWarm: true, release }, taint: () => this.#tainted.add(held) }
    }
    const socket = sockets.fresh(name)
    const keepAndRelease = (): void => {
      const taken = sockets.take(socket)
      if (taken !== undefined) this.#acquired.set(name, taken)
      release()
    }
    return { ...{ socket, seconds, isWarm: false, release: keepAndRelease }, taint: () => {} }
  }

  /** Makes the next session use a new connection. Sessions over the old connection continue. */
  async forget(target: Target): Promise<void> {
    const name = this.#nameOf(target)
    const held = this.#acquired.get(name ?? '')
    if (name === undefined) return
    if (held !== undefined) this.#tainted.add(held)
    this.#acquired.delete(name)
    // Masters from earlier runs.
    for (let free = this.#sockets?.claim(name); free; free = this.#sockets?.claim(name)) await endMaster(free)
  }

  /** Stops using persistent connections for the rest of this run: ssh cannot create a socket in the folder. */
  disable(reason: string): void {
    if (this.#folder === null) return
    this.#folder = null
    this.#warn(`connections are not kept between runs: ${reason}`)
  }

  /** Releases the persistent connections for the next run, and ends those that cannot be reused. */
  async close(): Promise<void> {
    for (const socket of this.#acquired.values())
      if (!this.#tainted.has(socket)) this.#sockets?.release(socket)
    this.#acquired.clear()
    await Promise.all([...this.#tainted].map(endMaster))
    this.#tainted.clear()
  }

  /** Acquires the socket of a master that answers; undefined if there is none. */
  async #hold(name: string, sockets: MasterSockets): Promise<string | undefined> {
    for (;;) {
      const socket = this.#acquired.get(name) ?? sockets.claim(name)
      if (socket === undefined) return undefined
      this.#acquired.set(name, socket)
      const state = await queryMaster(socket, 'isAlive')
      if (state === 'alive') return socket
      this.#acquired.delete(name)
      removeSocket(socket)
      if (state === 'hung') endIfStopped(socket)
    }
  }

  #claim(name: string): () => void {
    if (this.#opening.has(name)) return () => {}
    let release = (): void => {}
    const over = new Promise<void>(resolve => {
      release = () => {
        this.#opening.delete(name)
        resolve()
      }
    })
    this.#opening.set(name, over)
    return release
  }

  #nameOf(target: Target): string | undefined {
    if (target.connection !== 'ssh' || !target.keepFor) return undefined
    // Users who set the socket in `ssh_args` manage persistent connections themselves.
    if (target.sshArgs.some(word => word.startsWith('-S'))) return undefined
    const folder = this.#open()
    if (!folder) return undefined
    this.#fingerprint ??= environmentFingerprint(process.env)
    return connectionKey(folder.key, target, this.#fingerprint)
  }

  #open(): SocketFolder | null {
    if (this.#folder !== undefined) return this.#folder
    const reasons: string[] = []
    const folder = openSocketFolder(reason => reasons.push(reason))
    if (!folder) this.disable(reasons.join('; '))
    else {
      this.#folder = folder
      this.#sockets = new MasterSockets(folder.path)
      void sweep(folder.path)
    }
    return folder ?? null
  }
}

async function endMaster(socket: string): Promise<void> {
  const state = await queryMaster(socket, 'exit')
  removeSocket(socket)
  if (state === 'hung') endIfStopped(socket)
}

/** Removes sockets whose masters were killed, or ended with the machine. */
async function sweep(folder: string): Promise<void> {
  try {
    const old = readdirSync(folder)
      .filter(name => name !== 'key')
      .map(name => join(folder, name))
      .filter(file => Date.now() - statSync(file).mtimeMs > STALE_AGE)
    for (const file of old) if ((await queryMaster(file, 'isAlive')) === 'gone') removeSocket(file)
  } catch {
    // Another run may be removing the same files.
  }
}
