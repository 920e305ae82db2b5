import { spawn } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { until } from '../kit/sshd.ts'

/** The installed command: one process. */
const BUILT = join(import.meta.dirname, '../../dist/run.cjs')

export interface Ended {
  /** Its exit code, or the signal that ended it. */
  readonly end: number | NodeJS.Signals
  readonly output: string
  readonly milliseconds: number
}

export interface Controller {
  readonly kill: (signal: NodeJS.Signals) => void
  readonly isOver: () => boolean
  /** The output so far, on both streams. */
  readonly output: () => string
  /**
   * Settles when the process has ended; if it exceeds the time limit, it is killed and the promise rejects.
   */
  readonly ended: Promise<Ended>
}

export interface ControllerOptions {
  readonly environment?: Readonly<Record<string, string | undefined>>
  /** The time limit in seconds. */
  readonly bound?: number
  /** A command that starts it: as another user, in a namespace. */
  readonly by?: readonly string[]
}

/** Starts Drover in a folder. */
export function startController(
  folder: string,
  words: readonly string[],
  { environment = {}, bound = 120, by = [] }: ControllerOptions = {},
): Controller {
  const [program = '', ...rest] = [...by, process.execPath, BUILT, ...words]
  const began = performance.now()
  const child = spawn(program, rest, {
    cwd: folder,
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text
    })
  }
  const ended = new Promise<Ended>((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL')
      reject(new Error(`it hangs: still there after ${bound} s\n${output}`))
    }, bound * 1000)
    child.on('error', reject)
    child.on('exit', () => {
      clearTimeout(timer)
      // Remaining child processes may hold its streams.
      setTimeout(() => child.stdout.destroy() && child.stderr.destroy(), 1000).unref()
    })
    child.on('close', (code, signal) => {
      resolve({ end: signal ?? code ?? -1, output, milliseconds: performance.now() - began })
    })
  })
  ended.catch(() => {})
  return {
    kill: signal => void child.kill(signal),
    isOver: () => child.exitCode !== null || child.signalCode !== null,
    output: () => output,
    ended,
  }
}

/** Waits until no process with these words in its environment exists, except control masters. */
export async function untilGone(words: string): Promise<void> {
  await until(`no process of ${words} is left`, () => processesOf(words).length === 0)
}

/** The processes that have these words in their environment, except control masters. */
function processesOf(words: string): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(
      pid => read(`/proc/${pid}/environ`).includes(words) && !/^ssh: /.test(read(`/proc/${pid}/cmdline`)),
    )
}

function read(file: string): string {
  try {
    return readFileSync(file, 'latin1')
  } catch {
    return ''
  }
}
