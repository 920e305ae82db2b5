import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { onlyRunTells } from '../../values/unknown.ts'

/** Why a client program of a database server did not do what it was asked to. */
export interface ClientFailure {
  /** `no program`, `no connection` and `no login` may come to nothing once earlier tasks of a run are done. */
  readonly kind: 'no program' | 'no connection' | 'no login' | 'refused'
  readonly message: string
}

/** The status of a script on a host without the client program. */
export const NO_PROGRAM = 127

/** A command that ends a script on a host without a program. */
export function endWithoutProgram(program: string): ShellText {
  return sh`{ echo ${`the host has no ${program}`} >&2; exit ${NO_PROGRAM}; }`
}

/** A script that sets `$c` to the first name of a client program that a host has. Without any, it ends; the error has the name `program`. */
export function findProgram(names: readonly string[], program: string): ShellText {
  return sh`c=
for n in ${names}; do command -v "$n" >/dev/null 2>&1 && { c=$n; break; }; done
[ -n "$c" ] || ${endWithoutProgram(program)}`
}

/** What errors say about a server and its client programs. */
export interface ClientWords {
  readonly server: string
  /** What to do about a server that cannot be reached. */
  readonly noConnection: string
  /** The main client program. */
  readonly program: string
  /** The packages that have the client programs. */
  readonly packages: string
}

/** What to do about a database server that cannot be reached; `params` say where it is. */
export function startOrCheck(params: string): string {
  return `is the server running? Start it in an earlier task, or check ${params}`
}

/**
 * Throws TaskError for a failure, with what to do about it: `hint`, unless there is no program or no connection. In a dry run, what an
 * earlier task may have changed by then is unknown. `title` is what was to be done.
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

/** For a dry run: what the server says is unknown if an earlier task may have mended by then why it does not answer. */
export function deferToRun({ kind, message }: ClientFailure, { server }: ClientWords): void {
  if (kind !== 'refused') onlyRunTells(`the ${server}, which refuses now: ${message}`)
}
