import { spawnSync } from 'node:child_process'
import { InputError } from '../errors.ts'

/** Milliseconds for a command: nothing else happens meanwhile. */
const DEADLINE = 120_000

const MOST_BYTES = 16 * 1024 * 1024

/** Runs a command of a playbook with the shell of the controller, without input, and gives what it prints. Throws InputError if it fails. */
export function runShell(command: string, cwd: string): string {
  if (command.includes('\0')) throw new InputError('the command of `pipe` cannot hold the character NUL')
  const { error, status, signal, stdout, stderr } = spawnSync('/bin/sh', ['-c', command], {
    cwd,
    input: '',
    timeout: DEADLINE,
    killSignal: 'SIGKILL',
    maxBuffer: MOST_BYTES,
    encoding: 'utf8',
  })
  if (!error && status === 0) return stdout
  const reason = error
    ? whyNot(error as NodeJS.ErrnoException)
    : `ended with ${signal ?? `exit code ${status}`}`
  const last = stderr?.trim().split('\n').at(-1)?.trim().slice(0, 200) ?? ''
  throw new InputError(
    `the command of \`pipe\`, \`${command}\`, ${reason}${last === '' ? '' : `: ${last}`}`,
    {
      hint: `run it by hand in ${cwd} to see why`,
    },
  )
}

function whyNot({ code, message }: NodeJS.ErrnoException): string {
  if (code === 'ETIMEDOUT') return `did not end within ${DEADLINE / 1000} seconds`
  if (code === 'ENOBUFS') return `printed more than ${MOST_BYTES / 1024 / 1024} MB`
  return `cannot be run: ${message}`
}
