import { readFileSync } from 'node:fs'
import { compactProgram } from './compact-program.ts'

/**
 * The shell program in a `.sh` file in the folder of the module, as it is sent to hosts. The argument is always written as
 * `new URL('./NAME.sh', import.meta.url)`: the build replaces that with the text.
 */
export function programText(program: URL | string): string {
  return typeof program === 'string' ? program : compactProgram(readFileSync(program, 'utf8'))
}
