import { programText } from '../../base/program-text.ts'
import { inOneLine } from './in-one-line.ts'

/**
 * What a session's shell is started with. It is one argument and short: the shell never takes its program from stdin as
 * a script, so it cannot read ahead; csh and fish pass it on as it is; and a `pgrep -f` on the host does not meet our words.
 * The first line it reads is the mark, 128 random bits that no one else can know, the second is the program. A line
 * that did not arrive whole is not run.
 */
export const BOOTSTRAP =
  'test -z "$1" || echo "$1-passed" >&2; unalias -a 2>/dev/null; IFS= read -r d_mark && IFS= read -r d_program && eval "$d_program"'

/** What it adds to its argument, if it has one, to say that it runs: a program that only repeats its words does not say so. */
export const PASSED = '-passed'

/** The word that stands for the shell in its own messages: `drover: 1: foo: not found`. */
export const SHELL_NAME = 'drover'

/** The program of a session's shell, which answers frames, as the one line that the bootstrap reads. */
export const PROGRAM = inOneLine(programText(new URL('./session-loop.sh', import.meta.url)))
