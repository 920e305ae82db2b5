import { readFileSync } from 'node:fs'
import { compactProgram } from './compact-program.ts'

/**
 * The shell program in a `.sh` file beside the module, as it is sent to hosts. It is always called as
 * `programText(new URL('./NAME.sh', import.meta.url))`: so the build finds it, and puts the text in place of the URL.
 */
export function programText(program: URL | string): string {
  return typeof program === 'string' ? program : compactProgram(readFileSync(program, 'utf8'))
}
