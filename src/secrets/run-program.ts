import { spawnSync } from 'node:child_process'

/** As long as someone may need to touch a key or to type a passphrase, in milliseconds. */
const DEADLINE = 120_000

const MAX_BYTES = 1024 * 1024

/**
 * Starts a program of the controller by its words, without a shell, and gives what it prints, without the line break at
 * the end. It has the terminal's input, to ask for a passphrase. Throws Error that never shows what it printed to stdout.
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

/** What the program said last of its trouble, unless it is what it printed as the secret. */
function lastLine(stderr: string, stdout: string): string {
  const last = stderr.trim().split('\n').at(-1)?.trim() ?? ''
  const printed = stdout
    .trim()
    .split('\n')
    .filter(line => line.trim() !== '')
  return last === '' || printed.some(line => last.includes(line.trim())) ? '' : `: ${last.slice(0, 200)}`
}
