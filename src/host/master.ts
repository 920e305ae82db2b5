import { lstatSync, readdirSync, readFileSync, statSync, unlinkSync } from 'node:fs'
import { connect } from 'node:net'

/** What a master's socket says of it: `hung` where somebody is there and does not answer. */
export type MasterState = 'alive' | 'gone' | 'hung'

/** What OpenSSH's masters are asked for, by its PROTOCOL.mux: a number each. */
const QUESTION = { alive: 0x10000004, stop: 0x10000009 } as const

const HELLO = 1
const VERSION = 4

/** Milliseconds in which a master that is well answers, on a busy machine. */
const PATIENCE = 2000

/**
 * Asks the ssh master behind a socket whether it is well, or to take no more sessions: those that it has go on. It costs
 * no process, and a question puts off the end of the master's time.
 */
export function askMaster(
  socket: string,
  question: keyof typeof QUESTION,
  patience = PATIENCE,
): Promise<MasterState> {
  return new Promise(resolve => {
    const connection = connect(socket)
    let received = Buffer.alloc(0)
    const settle = (state: MasterState): void => {
      clearTimeout(timer)
      connection.destroy()
      resolve(state)
    }
    const timer = setTimeout(() => settle('hung'), patience)
    connection.on('error', (error: NodeJS.ErrnoException) => {
      // Its queue is full: it has a lot to do, or is hung, which the session's deadline will tell.
      settle(error.code === 'EAGAIN' ? 'alive' : 'gone')
    })
    connection.on('end', () => settle('gone'))
    connection.on('connect', () => {
      connection.write(Buffer.concat([packet(HELLO, VERSION), packet(QUESTION[question], 0)]))
    })
    connection.on('data', (chunk: Buffer) => {
      received = Buffer.concat([received, chunk])
      // First its greeting, then the answer, whatever it is.
      if (packetsIn(received) >= 2) settle('alive')
    })
  })
}

/** Takes a hung master's socket away, so that a new one can take its place; ends it where it is provably ours and stopped. */
export function discardMaster(socket: string, seen: string | undefined): void {
  if (seen === undefined || identityOf(socket) === seen) unlinkIfPossible(socket)
  for (const pid of stoppedMasters(socket)) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // It ended by itself.
    }
  }
}

/** Tells a socket from one that took its place; undefined where there is none. */
export function identityOf(socket: string): string | undefined {
  try {
    const { ino, ctimeMs } = lstatSync(socket)
    return `${ino} ${ctimeMs}`
  } catch {
    return undefined
  }
}

/**
 * One that only has a lot to do may carry sessions of another run: it is left alone, and ends when they do. A stopped
 * one holds its sessions frozen, and would hold its connection for good.
 */
function stoppedMasters(socket: string): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(pid => isStoppedMaster(pid, socket))
  } catch {
    // Not on Linux: it stays, without a socket.
    return []
  }
}

function isStoppedMaster(pid: number, socket: string): boolean {
  try {
    const title = readFileSync(`/proc/${pid}/cmdline`, 'latin1').replace(/[\0 ]+$/, '')
    if (title !== `ssh: ${socket} [mux]` || statSync(`/proc/${pid}`).uid !== process.geteuid?.()) return false
    return /^\d+ \(.*\) [Tt] /s.test(readFileSync(`/proc/${pid}/stat`, 'latin1'))
  } catch {
    return false
  }
}

/** Where it stays, ssh says what is wrong with it. */
function unlinkIfPossible(file: string): void {
  try {
    unlinkSync(file)
  } catch {
    // Another run was faster, or the folder cannot be written any more.
  }
}

function packet(...numbers: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 + numbers.length * 4)
  for (const [nth, number] of [numbers.length * 4, ...numbers].entries()) bytes.writeUInt32BE(number, nth * 4)
  return bytes
}

function packetsIn(bytes: Buffer): number {
  let count = 0
  for (let at = 0; at + 4 <= bytes.length; count += 1) {
    at += 4 + bytes.readUInt32BE(at)
    if (at > bytes.length) break
  }
  return count
}
