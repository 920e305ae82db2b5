import { readFileSync } from 'node:fs'
import { compactProgram } from './compact-program.ts'

/**
 * Returns the shell program in a `.sh` file in the folder of the module, in the form in which it is sent to hosts.
 * The argument must be written as `new URL('./NAME.sh', import.meta.url)`: the build replaces it with the content of
 * the file.
 */
export function programText(program: URL | string): string {
  return typeof program === 'string' ? program : compactProgram(readFileSync(program, 'utf8'))
}
