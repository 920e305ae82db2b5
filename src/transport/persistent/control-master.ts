import { readdirSync, readFileSync, statSync } from 'node:fs'
import { connect } from 'node:net'
import { MalformedPacket, packetReader } from '../ssh-packet.ts'
import { greeting, MUX } from './mux-protocol.ts'
import { freePath } from './sockets.ts'

/** The state of a master: `hung` if a process holds the socket open but does not respond. */
export type MasterState = 'alive' | 'gone' | 'hung'

/** Milliseconds in which a working master answers, even on a busy machine. */
const TIMEOUT = 2000

/**
 * Asks the ssh master behind a socket whether it is alive, or to exit with all its sessions. Starts no process. Each
 * request restarts the master's idle timeout.
 */
export function queryMaster(
  socket: string,
  question: 'isAlive' | 'exit',
  timeout = TIMEOUT,
): Promise<MasterState> {
  return new Promise(resolve => {
    const connection = connect(socket)
    let received = 0
    const settle = (state: MasterState): void => {
      clearTimeout(timer)
      connection.destroy()
      resolve(state)
    }
    const timer = setTimeout(() => settle('hung'), timeout)
    connection.on('error', (error: NodeJS.ErrnoException) => {
      // The queue of its socket is full: the master is busy or hung; the session's timeout will show which.
      settle(error.code === 'EAGAIN' ? 'alive' : 'gone')
    })
    connection.on('end', () => settle('gone'))
    connection.on('connect', () => {
      connection.write(greeting(MUX[question]))
    })
    const read = packetReader(() => {
      received += 1
      // The first packet is its greeting, the second the answer, whatever it is.
      if (received === 2) settle('alive')
    })
    connection.on('data', (chunk: Buffer) => {
      try {
        read(chunk)
      } catch (error) {
        if (!(error instanceof MalformedPacket)) throw error
        settle('gone')
      }
    })
  })
}

/**
 * Kills the master of a socket if it is certainly Drover's own and stopped (by a signal): else it would keep its
 * connection forever. A master that is only busy is left alone, and ends by itself.
 */
export function endIfStopped(socket: string): void {
  for (const pid of stoppedMasters(freePath(socket))) {
    try {
      process.kill(pid, 'SIGKILL')
    } catch {
      // The master has already ended.
    }
  }
}

function stoppedMasters(socket: string): number[] {
  try {
    return readdirSync('/proc')
      .filter(name => /^\d+$/.test(name))
      .map(Number)
      .filter(pid => isStoppedMaster(pid, socket))
  } catch {
    // Not on Linux: the master stays, without a socket.
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
