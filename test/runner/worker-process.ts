import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import type { Asked, Ran } from './worker.ts'

/** The time limit of one file in milliseconds. On an idle machine none needs a third of it. */
const LIMIT = 600_000

export interface WorkerProcess {
  readonly run: (asked: Asked) => Promise<Ran>
  /** Returns what the process has printed since the last call. */
  readonly output: () => string
  readonly isAlive: () => boolean
  readonly end: () => void
}

let workers = 0

/**
 * Starts a process that runs files of tests: `node test/runner/worker.ts`, within the words of a command. The files
 * are sent over a socket in `scratch`, because a surrounding command may close all other channels.
 */
export async function startWorker(
  [program = '', ...words]: readonly string[],
  scratch: string,
): Promise<WorkerProcess> {
  workers += 1
  const path = join(scratch, `worker-${workers}`)
  // Sessions remove folders of processes that have ended, and workers may not see each other's processes.
  const temporary = join(scratch, `t${workers}`)
  mkdirSync(temporary)
  const server = createServer().listen(path)
  await once(server, 'listening')
  // FORCE_COLOR and LANG make the tests independent of the terminal and of the user's language. In the user's own
  // cache, another build of Drover that runs at the same time would remove the compiled code of this one. A bash
  // whose input is a socket reads the user's start-up files, which may take seconds, unless SHLVL indicates that
  // another shell has started it.
  const child = spawn(program, [...words, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...process.env,
      FORCE_COLOR: '0',
      LANG: 'C.UTF-8',
      SHLVL: '9',
      TMPDIR: temporary,
      XDG_CACHE_HOME: join(scratch, 'cache'),
    },
  })
  let printed = ''
  child.stdout.on('data', (chunk: Buffer) => {
    printed += chunk.toString()
  })
  let end: string | undefined
  const lost = new Promise<string>(resolve => {
    child.on('error', error => resolve(error.message))
    child.on('exit', (code, signal) => resolve(`the process of tests ended with ${code ?? signal}`))
  })
  lost.then(reason => {
    end = reason
  })
  const connected = once(server, 'connection').then(([socket]) => socket as Socket)
  const answers = connected.then(socket => createInterface({ input: socket })[Symbol.asyncIterator]())
  const ask = async (asked: Asked): Promise<Ran> => {
    const socket = await connected
    socket.write(`${JSON.stringify(asked)}\n`)
    const { value } = await (await answers).next()
    return value === undefined ? await new Promise(() => {}) : JSON.parse(value)
  }
  return {
    isAlive: () => end === undefined,
    output: () => {
      const text = printed
      printed = ''
      return text
    },
    end: () => {
      server.close()
      connected.then(socket => socket.end())
    },
    run: async asked => {
      let timer: NodeJS.Timeout | undefined
      const late = new Promise<string>(resolve => {
        timer = setTimeout(() => resolve(`did not end within ${LIMIT / 1000} s`), LIMIT)
      })
      const outcome = await Promise.race([ask(asked), lost, late])
      clearTimeout(timer)
      if (typeof outcome !== 'string') return outcome
      end ??= outcome
      server.close()
      child.kill('SIGKILL')
      return { passed: 0, failed: 1, leftOut: 0, failures: [outcome], processor: 0 }
    },
  }
}
