import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { onlyRunTells } from '../../values/unknown.ts'

/** The reason why a client program of a database server failed. */
export interface ClientFailure {
  /**
   * The kind of the failure. Earlier tasks of a run may remove the cause of `no program`, `no connection` and `no
   * login`.
   */
  readonly kind: 'no program' | 'no connection' | 'no login' | 'refused'
  readonly message: string
}

/** The exit status of a script on a host without the client program. */
export const NO_PROGRAM = 127

/** Returns the shell command that ends a script on a host without the program. */
export function endWithoutProgram(program: string): ShellText {
  return sh`{ echo ${`the host has no ${program}`} >&2; exit ${NO_PROGRAM}; }`
}

/**
 * Returns a script that sets `$c` to the first of these client programs that the host has. If it has none, the script
 * ends with an error that names `program`.
 */
export function findProgram(names: readonly string[], program: string): ShellText {
  return sh`c=
for n in ${names}; do command -v "$n" >/dev/null 2>&1 && { c=$n; break; }; done
[ -n "$c" ] || ${endWithoutProgram(program)}`
}

/** The words for a server and its client programs in error messages. */
export interface ClientWords {
  readonly server: string
  /** The hint for a server that cannot be reached. */
  readonly noConnection: string
  /** The main client program. */
  readonly program: string
  /** The packages that contain the client programs. */
  readonly packages: string
}

/**
 * Returns the hint for a database server that cannot be reached; `params` are the names of the params with its address.
 */
export function startOrCheck(params: string): string {
  return `is the server running? Start it in an earlier task, or check ${params}`
}

/**
 * Throws TaskError for a failure, with `hint` unless there is no program or no connection. In a dry run, the result is
 * unknown instead if an earlier task may remove the cause. `title` says what was attempted.
 */
export async function refuseClientFailure(
  host: ReadHost,
  failure: ClientFailure,
  words: ClientWords,
  { isCheckMode, title, hint }: { isCheckMode: boolean; title: string | undefined; hint: string | undefined },
): Promise<never> {
  const { kind, message } = failure
  if (kind === 'no program') {
    const [, program = words.program] = /the host has no (\S+)/.exec(message) ?? []
    const isPredicted = (await host.ask(presentTools([program]))).has(program)
    if (isPredicted) onlyRunTells(`what \`${program}\` prints, which an earlier task installs`)
    throw new TaskError(`the host has no \`${program}\``, {
      hint: `install ${words.packages} in an earlier task`,
    })
  }
  if (isCheckMode) deferToRun(failure, words)
  throw new TaskError(title === undefined ? message : `cannot ${title}: ${message}`, {
    hint: kind === 'no connection' ? words.noConnection : hint,
  })
}

/** Makes the result of a dry run unknown if an earlier task may remove the cause of the failure. */
export function deferToRun({ kind, message }: ClientFailure, { server }: ClientWords): void {
  if (kind !== 'refused') onlyRunTells(`the ${server}, which refuses now: ${message}`)
}
