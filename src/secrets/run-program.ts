import { spawnSync } from 'node:child_process'

/** Milliseconds that a program may take: a user may have to touch a key or to type a passphrase. */
const DEADLINE = 120_000

const MAX_BYTES = 1024 * 1024

/**
 * Runs a program on the controller without a shell, and returns its output without the line break at the end. It
 * reads from the terminal, so that it can ask for a passphrase. Throws Error, which never contains the program's
 * standard output.
 */
export function runProgram(words: readonly string[], cwd: string): string {
  const [program = '', ...rest] = words
  const { error, status, signal, stdout, stderr } = spawnSync(program, rest, {
    cwd,
    stdio: ['inherit', 'pipe', 'pipe'],
    timeout: DEADLINE,
    maxBuffer: MAX_BYTES,
    encoding: 'utf8',
  })
  if (error) throw new Error(reasonOf(error as NodeJS.ErrnoException))
  if (status !== 0)
    throw new Error(`it ended with ${signal ?? `exit code ${status}`}${lastLine(stderr, stdout)}`)
  return stdout.replace(/\r?\n$/, '')
}

function reasonOf({ code, message }: NodeJS.ErrnoException): string {
  const reasons: Record<string, string> = {
    ENOENT: 'there is no such program',
    EACCES: 'it is not executable',
    ETIMEDOUT: `it did not end within ${DEADLINE / 1000} seconds`,
    ENOBUFS: 'it printed more than 1 MB',
  }
  return reasons[code ?? ''] ?? message
}

/** Returns the last error message of the program, unless it contains a line of the output, which is the secret. */
function lastLine(stderr: string, stdout: string): string {
  const last = stderr.trim().split('\n').at(-1)?.trim() ?? ''
  const printed = stdout
    .trim()
    .split('\n')
    .filter(line => line.trim() !== '')
  return last === '' || printed.some(line => last.includes(line.trim())) ? '' : `: ${last.slice(0, 200)}`
}
