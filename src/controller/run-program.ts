import { spawnSync } from 'node:child_process'

const MAX_BYTES = 16 * 1024 * 1024

/** The result of a program: its status and output, or why it failed. */
export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
  /** Why it failed, such as `ended with exit code 3`; undefined if it ended with status 0. */
  readonly failure: string | undefined
}

interface Start {
  readonly input: string
  readonly seconds: number
  readonly cwd?: string
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs a program on the controller and waits for its end, for at most `seconds`. It blocks this process. */
export function runProgram(
  file: string,
  args: readonly string[],
  { input, seconds, cwd, environment = process.env }: Start,
): Ended {
  const { error, status, signal, stdout, stderr } = spawnSync(file, args, {
    cwd,
    env: environment,
    input,
    timeout: seconds * 1000,
    killSignal: 'SIGKILL',
    maxBuffer: MAX_BYTES,
    encoding: 'utf8',
  })
  const ending = status === 0 ? undefined : `ended with ${signal ?? `exit code ${status}`}`
  const failure = error ? whyNot(error, seconds) : ending
  return { status, stdout: stdout ?? '', stderr: stderr ?? '', failure }
}

function whyNot({ code, message }: NodeJS.ErrnoException, seconds: number): string {
  if (code === 'ETIMEDOUT') return `did not end within ${seconds} seconds`
  if (code === 'ENOBUFS') return `printed more than ${MAX_BYTES / 1024 / 1024} MB`
  return `cannot be run: ${message}`
}

/** Returns the last line of standard error, shortened, after a colon; an empty string if there is none. */
export function lastLine({ stderr }: Ended): string {
  const last = stderr.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? ''
  return last === '' ? '' : `: ${last}`
}
