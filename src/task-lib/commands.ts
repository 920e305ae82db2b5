import type { z } from 'zod'
import type { ApplyContext, Detach, Detached } from '../authoring/define.ts'
import { flag, text } from '../authoring/params.ts'
import type { Outputs } from '../authoring/plan.ts'
import { belowWorkingDirectory } from '../authoring/working-directory.ts'
import { withoutLineBreaks } from '../base/line-breaks.ts'
import { TaskError } from '../errors.ts'
import { LIMIT_HINTS } from '../remote/probe-failure.ts'
import type { Answer } from '../shell/exchange.ts'
import { exportVariables } from '../shell/export-variables.ts'
import { joinShell, quote, type ShellText, sh } from '../shell/quote.ts'
import { withOutput } from '../shell/show-output.ts'
import { absolutePath } from './absolute-path.ts'
import { spanOf } from './time-span.ts'

/** Params of all task types that run a command. */
export const commandParams = {
  creates: text()
    .optional()
    .describe('Skip the command if this path exists on the host. Wildcards are allowed.')
    .meta({ examples: ['/var/lib/app/installed'] }),
  removes: text()
    .optional()
    .describe('Skip the command if this path does not exist on the host. Wildcards are allowed.')
    .meta({ examples: ['/etc/legacy.conf'] }),
  unless: text()
    .optional()
    .describe('Skip the command if this read-only shell command succeeds. It also runs in a dry run.')
    .meta({ examples: ['grep -q ready /var/lib/app/state'] }),
  onlyif: text()
    .optional()
    .describe('Run the command only if this read-only shell command succeeds. It also runs in a dry run.')
    .meta({ examples: ['test -d /var/lib/app'] }),
  chdir: text()
    .optional()
    .describe('Working directory of the command.')
    .meta({ examples: ['/opt/app'], isWorkingDirectory: true }),
  stdin: text()
    .optional()
    .describe('Standard input of the command.')
    .meta({ examples: ['yes\n'] }),
  stdin_add_newline: flag()
    .default(true)
    .describe('Append a newline to `stdin`.')
    .meta({ examples: [false] }),
  strip_empty_ends: flag()
    .default(true)
    .describe('Strip trailing line breaks from the registered output.')
    .meta({ examples: [false] }),
}

export type CommandParams = z.output<z.ZodObject<typeof commandParams>>

/** Printed if the working directory of a command cannot be entered. */
const NOT_RUN = 'drover: the command was not run'

/** Returns a script that runs a command in the given directory and environment. */
export function inPlace(
  command: ShellText,
  chdir: string | undefined,
  environment: Readonly<Record<string, string>>,
): ShellText {
  return joinShell([...exportVariables(environment), ...(chdir === undefined ? [] : [enter(chdir)]), command])
}

/** Changes the working directory as Python's `os.chdir` does: `$PWD` contains no symbolic links afterwards. */
function enter(chdir: string): ShellText {
  const inside = belowWorkingDirectory(chdir)
  // The user of `become` may not be allowed to enter the home directory of the login user.
  if (inside === '') return sh`cd -P -- "\${d_began_in-/}" 2>/dev/null || :`
  // The session has the directory in a variable, so no probe is needed.
  const directory = inside === undefined ? chdir : sh`"\${d_began_in%/}"/${inside}`
  return sh`cd -P -- ${directory} || { echo ${NOT_RUN} >&2; exit 1; }`
}

/**
 * Returns the directory that a command runs in; undefined means the directory of the session. For a job, `~+` is
 * resolved first, because a job runs outside the session.
 */
export async function directoryFor(
  { host, detach }: RunsOn,
  { chdir }: Pick<CommandParams, 'chdir'>,
): Promise<string | undefined> {
  const isOfSession = chdir === undefined || belowWorkingDirectory(chdir) === undefined
  return detach && !isOfSession ? absolutePath(host, chdir) : chdir
}

/** The host that a program runs on, and `detach`, which starts the program as a job if the task has `async`. */
type RunsOn = Pick<ApplyContext<unknown, unknown>, 'host' | 'detach'>

/**
 * Runs a command and returns the outputs that Ansible registers. If the command was started as a job, returns the
 * outputs that are known at its start. Throws TaskError with the same outputs if the exit status is not 0.
 */
export async function runCommand(
  on: RunsOn,
  script: ShellText,
  cmd: string | readonly string[],
  params: Pick<CommandParams, 'stdin' | 'stdin_add_newline' | 'strip_empty_ends' | 'chdir'> & {
    /** The shell that runs the command, if the command is a shell command line. */
    readonly shell?: string
  },
): Promise<Outputs> {
  const shown = shownCommand(cmd)
  const strip = params.strip_empty_ends
  const stdin = params.stdin === undefined ? undefined : params.stdin + (params.stdin_add_newline ? '\n' : '')
  const ran = await runProgram(on, { script, stdin, cmd, strip }, shown)
  if (ran.kind === 'started') return ran.outputs
  const { answer } = ran
  const outputs = { ...commandOutputs(answer, strip), cmd, ...ran.outputs }
  if (answer.status === 0) return { ...outputs, msg: '' }
  if (answer.status === 1 && outputs.stderr_lines.at(-1) === NOT_RUN)
    throw notRun(shown, params.chdir, answer)
  const started = params.shell === undefined ? cmd : [params.shell, '-c', shown]
  const failure = notStarted(answer, started) ?? { msg: 'non-zero return code' }
  throw commandFailure(shown, answer, { ...outputs, ...failure }, shellWordHint(cmd))
}

/**
 * Returns a hint if a command that runs without a shell contains a word that only a shell interprets, such as `|`.
 */
function shellWordHint(cmd: string | readonly string[]): string | undefined {
  const word = typeof cmd === 'string' ? undefined : cmd.find(each => SHELL_WORD.test(each))
  return word && `\`command\` passes \`${word}\` on as a word: use the task type \`shell\``
}

const SHELL_WORD = /^(?:\|\|?|&&?|;|[12&]?>>?.*|<.*)$/

/**
 * The error messages of shells for a program that cannot be executed. The shells of sessions have the name `drover`.
 */
const CANNOT_START =
  /^(?:E: )?drover: (?:exec: )?(?:line )?(?:\d+: )?(?:exec: )?(.+?): (?:cannot execute: |can't execute: )?(?:not found|inaccessible or not found|No such file or directory|Permission denied|Is a directory)$/

/**
 * Returns the outputs that Ansible registers if a program could not be started because it does not exist or must not
 * be executed. Returns undefined if the program was started.
 */
function notStarted({ status, stderr }: Answer, cmd: string | readonly string[]): Outputs | undefined {
  if (typeof cmd === 'string' || (status !== 126 && status !== 127)) return undefined
  const [program] = cmd
  const line = stderr.toString().trimEnd().split('\n').at(-1) ?? ''
  if (CANNOT_START.exec(line)?.[1] !== program) return undefined
  const [rc, why] = status === 127 ? [2, 'No such file or directory'] : [13, 'Permission denied']
  return {
    changed: false,
    cmd: shownCommand(cmd),
    rc,
    msg: `[Errno ${rc}] ${why}: b'${program}'`,
    ...{ stdout: '', stderr: '', stdout_lines: [], stderr_lines: [] },
  }
}

/**
 * Runs a program, as a job if the task has `async`, otherwise over the session. An exit status other than 0 is not an
 * error here.
 */
export async function runProgram(
  { host, detach }: RunsOn,
  program: Parameters<Detach>[0],
  title: string,
): Promise<Detached> {
  if (detach) return detach(program)
  const { script, stdin } = program
  const began = new Date()
  const answer = await host.run(script, {
    title,
    ok: 'any',
    live: true,
    ...(stdin === undefined ? {} : { stdin }),
  })
  return { kind: 'ended', answer, outputs: spanOf(began, new Date()) }
}

/** Returns a command as one string; words are quoted if needed. */
export function shownCommand(cmd: string | readonly string[]): string {
  return typeof cmd === 'string' ? cmd : cmd.map(quote).join(' ')
}

/**
 * Returns `rc`, `stdout` and `stderr`, and both outputs as lists of lines. `strip` removes line breaks at the end of
 * the outputs.
 */
export function commandOutputs({ status, stdout, stderr }: Answer, strip = true) {
  const shorten = (bytes: Buffer): string => (strip ? withoutLineBreaks(bytes.toString()) : bytes.toString())
  const [out, err] = [shorten(stdout), shorten(stderr)]
  return { rc: status, stdout: out, stderr: err, stdout_lines: linesOf(out), stderr_lines: linesOf(err) }
}

/**
 * Returns the error for a command that ended with an unexpected exit status, with a hint for well-known causes. The outputs say
 * `changed: true`, since the command may have changed something before it failed.
 */
export function commandFailure(
  shown: string,
  answer: Pick<Answer, 'status' | 'stdout' | 'stderr'>,
  outputs: Outputs,
  hint?: string,
): TaskError {
  const { status } = answer
  const words = answer.stderr.toString()
  return new TaskError(withOutput(`\`${firstLine(shown)}\` ended with status ${status}`, answer), {
    outputs: { changed: true, ...outputs },
    hint: hint ?? SIGNALS[status] ?? LIMIT_HINTS.find(([pattern]) => pattern.test(words))?.[1],
  })
}

/** Hints for exit statuses that a shell sets itself: the program was not started, or was killed by a signal. */
const SIGNALS: Readonly<Record<number, string>> = {
  126: 'the file exists but cannot be executed: check its type, its mode, and whether its file system is mounted `noexec`',
  127: 'is the program installed, and in PATH?',
  137: 'it was killed (SIGKILL), possibly for lack of memory: see `dmesg`',
  152: 'it exceeded a limit on processor time (`ulimit -t`)',
  153: 'it exceeded a limit on file sizes (`ulimit -f`)',
}

function notRun(shown: string, given = '', { stderr }: Answer): TaskError {
  const chdir = belowWorkingDirectory(given) ?? given
  const [why = ''] = stderr.toString().split('\n')
  return new TaskError(`\`${firstLine(shown)}\` was not run: cannot change to \`${chdir}\`: ${why}`, {
    outputs: {
      msg: `Unable to change directory before execution: [Errno 2] No such file or directory: b'${chdir}'`,
    },
    hint: /denied/i.test(why)
      ? 'does the task need `become`?'
      : 'create the directory of `chdir` in an earlier task',
  })
}

/**
 * Returns the first line of a command for messages, at most 200 characters of it: a long script would hide the error.
 */
function firstLine(command: string): string {
  const [line = '', ...others] = command.trim().split('\n')
  return others.length > 0 || line.length > 200 ? `${line.slice(0, 200)} …` : line
}

/** Splits a string into lines. A line break at the end does not start another line. */
function linesOf(text: string): string[] {
  return text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/)
}
