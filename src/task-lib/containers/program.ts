import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { requireTools } from '../require-tools.ts'

/** A container program by its command line; podman and docker have the same commands and nearly the same JSON. */
export interface ContainerProgram {
  readonly name: 'podman' | 'docker'
  /** The program and the options that stand before a command. */
  readonly words: readonly string[]
  /** Variables of the task's `environment`, such as `DOCKER_HOST`. */
  readonly environment: Readonly<Record<string, string>>
}

/** The script of a command of the program. */
export function containerScript(
  { words, environment }: ContainerProgram,
  command: readonly string[],
): ShellText {
  return joinShell([sh`export LC_ALL=C`, ...exportVariables(environment), sh`${[...words, ...command]}`])
}

/** Throws TaskError if the host lacks the program. */
export async function requireContainerProgram(
  host: ReadHost,
  { name, words }: ContainerProgram,
): Promise<void> {
  const [executable = name] = words
  await requireTools(host, [executable], `install ${name} in an earlier task`)
}

/** Runs a command of the program, and returns what it printed without the last line break. Throws TaskError with its message. */
export async function runContainerProgram(
  host: Host,
  program: ContainerProgram,
  command: readonly string[],
  more: { readonly live?: boolean; readonly title?: string } = {},
): Promise<string> {
  const { title = `${program.name} ${command.join(' ')}`, live = false } = more
  const { status, stdout, stderr } = await host.run(containerScript(program, command), {
    ...{ title, live, ok: 'any' },
  })
  if (status !== 0) throw refusal(title, `${stderr}`)
  return stdout.toString().replace(/\n$/, '')
}

/** The error for a command that the program refused. */
export function refusal(title: string, stderr: string): TaskError {
  return new TaskError(`cannot ${title}: ${failureText(stderr)}`)
}

/** What the program says of a failure, without its own warnings and prefixes. */
export function failureText(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const told = lines.filter(line => !line.startsWith('time=') && line.trim() !== '')
  return (told.length > 0 ? told : lines).join('\n').replace(/^Error( response from daemon)?: /, '')
}
