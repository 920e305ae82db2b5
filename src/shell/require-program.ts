import { type ShellText, sh } from './quote.ts'

/**
 * Returns a command that ends a script with status 127 and a message if the host lacks a program. `remedy` is the
 * part of the message that says what to do.
 */
export function requireProgram(program: string, remedy?: string): ShellText {
  const message = `the host has no ${program}${remedy === undefined ? '' : `: ${remedy}`}`
  return sh`command -v ${program} >/dev/null || { echo ${message} >&2; exit 127; }`
}
