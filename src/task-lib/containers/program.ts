import { TaskError } from '../../errors.ts'
import type { Host, ReadHost } from '../../remote/host.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { requireTools } from '../require-tools.ts'

/** podman or docker, as it is called on the host. Both have the same commands and nearly the same JSON. */
export interface ContainerProgram {
  readonly name: 'podman' | 'docker'
  /** The program, and the options before the command. */
  readonly words: readonly string[]
  /** Variables of the task's `environment`, such as `DOCKER_HOST`. */
  readonly environment: Readonly<Record<string, string>>
}

/** Returns the script that runs a command of the program. */
export function containerScript(
  { words, environment }: ContainerProgram,
  command: readonly string[],
): ShellText {
  return joinShell([sh`export LC_ALL=C`, ...exportVariables(environment), sh`${[...words, ...command]}`])
}

/** Throws TaskError if the program is not installed on the host. */
export async function requireContainerProgram(
  host: ReadHost,
  { name, words }: ContainerProgram,
): Promise<void> {
  const [executable = name] = words
  await requireTools(host, [executable], `install ${name} in an earlier task`)
}

/** Runs a command of the program. Throws TaskError with the program's error message. */
export async function runContainerProgram(
  host: Host,
  program: ContainerProgram,
  command: readonly string[],
  { live = false }: { readonly live?: boolean } = {},
): Promise<void> {
  const title = `${program.name} ${command.join(' ')}`
  await runContainerScript(host, containerScript(program, command), { title, live })
}

/**
 * Runs a script that calls the program, and returns its output. Throws TaskError with the program's error message.
 */
export async function runContainerScript(
  host: Host,
  script: ShellText,
  options: { readonly title: string; readonly live?: boolean; readonly stdin?: string },
): Promise<string> {
  const { status, stdout, stderr } = await host.run(script, { ...options, ok: 'any' })
  if (status === 0) return stdout.toString()
  throw new TaskError(`cannot ${options.title}: ${failureText(stderr.toString())}`)
}

/** Returns the program's error message without warnings and prefixes. */
export function failureText(stderr: string): string {
  const lines = stderr.trim().split('\n')
  const relevant = lines.filter(line => !line.startsWith('time=') && line.trim() !== '')
  return (relevant.length > 0 ? relevant : lines).join('\n').replace(/^Error( response from daemon)?: /, '')
}
