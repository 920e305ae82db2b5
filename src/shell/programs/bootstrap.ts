import { programText } from '../../base/program-text.ts'
import { inOneLine } from './in-one-line.ts'

/**
 * The program with which a session's shell is started. It is a single short argument. The shell never reads its
 * program from stdin as a script, so it cannot read ahead. csh and fish pass the argument on unchanged, and a `pgrep
 * -f` on the host does not match words of Drover's programs. The first line that it reads is the mark, 128 secret
 * random bits; the second is the program. A line that did not arrive completely is not run.
 */
export const BOOTSTRAP =
  'test -z "$1" || echo "$1-passed" >&2; unalias -a 2>/dev/null; IFS= read -r d_mark && IFS= read -r d_program && eval "$d_program"'

/**
 * The suffix that the bootstrap adds to its argument, if it has one, to show that it runs. A program that only echoes
 * its arguments does not add it.
 */
export const PASSED = '-passed'

/** The name of the shell in its own messages: `drover: 1: foo: not found`. */
export const SHELL_NAME = 'drover'

/** The program of a session's shell, which runs frames; one line, as the bootstrap reads it. */
export const PROGRAM = inOneLine(programText(new URL('./session-loop.sh', import.meta.url)))
