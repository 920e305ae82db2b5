import { randomBytes } from 'node:crypto'
import { StringDecoder } from 'node:string_decoder'
import { programText } from '../../base/program-text.ts'
import { TaskError } from '../../errors.ts'
import type { Host } from '../../remote/host.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import { temporaryFolder } from '../files/staging.ts'

/**
 * The programs that a terminal needs on the host: `script` of util-linux or BusyBox, which gives a program a terminal,
 * and those that our scripts use.
 */
export const TERMINAL_TOOLS = ['script', 'stty', 'mkfifo', 'dd'] as const

/** The reaction of a program in a terminal to typed input. */
export type TerminalEvent =
  | { readonly kind: 'printed'; readonly text: string }
  /** The program printed nothing for the given time. */
  | { readonly kind: 'silent' }
  /** The program ended: its last output and exit status; null if the terminal could not be opened. */
  | { readonly kind: 'ended'; readonly text: string; readonly status: number | null }

/** A program that runs in a terminal of its own on a host. It must be closed. */
export interface Terminal {
  /** Types a string, then waits for the next output of the program: for at most `seconds`, or without a limit. */
  readonly exchange: (typed: string, seconds: number | undefined) => Promise<TerminalEvent>
  /** Ends the program if it still runs. */
  readonly close: () => Promise<void>
}

/** The program for a terminal. */
export interface TerminalProgram {
  /** The name of the program in errors. */
  readonly title: string
  readonly script: ShellText
  /** Whether the terminal echoes typed input. */
  readonly echo: boolean
}

const START = new ShellText(programText(new URL('./start.sh', import.meta.url)))
const DIALOGUE = new ShellText(programText(new URL('./exchange.sh', import.meta.url)))
const END = new ShellText(programText(new URL('./end.sh', import.meta.url)))

/**
 * Starts a program in a terminal of 80 columns and 24 lines. Throws TaskError if the host has no space for its
 * temporary files.
 */
export async function openTerminal(host: Host, program: TerminalProgram): Promise<Terminal> {
  const { title } = program
  // With a random mark, no output of the program can be mistaken for its end.
  const mark = `drover-${randomBytes(12).toString('hex')}:`
  const start = joinShell([
    temporaryFolder(host.name),
    sh`test -n "$d" || { echo 'no directory for temporary files has space' >&2; exit 1; }
set -- "$d" ${mark}`,
    START,
    sh`printf %s "$1"`,
  ])
  const stdin = `${programIn(program).text}\n`
  const started = await host.run(start, { title: `start ${title} in a terminal`, stdin })
  const folder = started.stdout.toString()
  const decoder = new StringDecoder('utf8')
  return {
    exchange: async (typed, seconds) => {
      const words = seconds === undefined ? [folder] : [folder, seconds]
      const { status, stdout } = await host.run(sh`set -- ${words}\n${DIALOGUE}`, {
        ...{ title: `talk to ${title}`, ok: [0, 3, 4], stdin: typed },
      })
      if (status === 3) return { kind: 'silent' }
      if (status === 4)
        throw new TaskError(`the terminal of ${title} is gone`, {
          hint: 'something ended it on the host: see `dmesg`, if memory was short',
        })
      return readEvent(decoder.write(stdout), mark)
    },
    close: async () => {
      await host.run(sh`set -- ${folder}\n${END}`, { title: `end ${title}` })
    },
  }
}

/**
 * Returns the script that the terminal runs: it records the process ID and exit status of the program in the terminal's
 * directory.
 */
function programIn({ script, echo }: TerminalProgram): ShellText {
  return sh`echo "$$" >"\${0%/*}/leader"
stty ${echo ? 'echo' : '-echo'} rows 24 cols 80
if test -n "$drover_shell"; then SHELL=$drover_shell; else unset SHELL; fi
unset drover_shell
(
${script}
)
echo "$?" >"\${0%/*}/status"`
}

/**
 * Parses output of the terminal. The mark is never split across two reads: a pipe transfers such a short string at
 * once.
 */
export function readEvent(text: string, mark: string): TerminalEvent {
  const at = text.indexOf(mark)
  if (at < 0) return { kind: 'printed', text }
  const status = text.slice(at + mark.length).trim()
  return { kind: 'ended', text: text.slice(0, at), status: status === '' ? null : Number(status) }
}
