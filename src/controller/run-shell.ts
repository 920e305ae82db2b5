import { InputError } from '../errors.ts'
import { lastLine, runProgram } from './run-program.ts'

/**
 * Runs a command of a playbook with the controller's shell, without input, and returns its output. Throws InputError
 * if it fails.
 */
export function runShell(command: string, cwd: string): string {
  if (command.includes('\0')) throw new InputError('the command of `pipe` cannot contain a NUL character')
  const ended = runProgram('/bin/sh', ['-c', command], { input: '', seconds: 120, cwd })
  if (ended.failure === undefined) return ended.stdout
  throw new InputError(`the command of \`pipe\`, \`${command}\`, ${ended.failure}${lastLine(ended)}`, {
    hint: `run it manually in ${cwd} to see why`,
  })
}
