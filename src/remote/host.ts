import type { Writable } from 'node:stream'
import type { Answer, LocalContent } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { FileWrite } from './files/file-write.ts'
import type { Probe } from './probe.ts'

/** What a check is given: a host that can be asked and has no method that writes. */
export interface ReadHost {
  readonly name: string
  /** Asks a probe. Throws TaskError if the host could not answer, UnreachableError if it is gone. */
  readonly ask: <T>(probe: Probe<T>) => Promise<T>
}

/** What an apply is given: a host that can also be changed. */
export interface Host extends ReadHost {
  /** Runs a script; throws TaskError with its output if its status is not in `ok` (default only 0). */
  readonly run: (script: ShellText, options?: RunOptions) => Promise<Answer>
  /** Writes a whole file: a temporary file next to it, owner, mode and label, then rename. */
  readonly write: (file: FileWrite) => Promise<Written | void>
}

export interface Written {
  /** The backup paths of replaced files. */
  readonly keptAs: readonly string[]
}

export interface RunOptions {
  /** What was meant, for the error message: `start etcd`. */
  readonly title?: string
  /** `any` accepts every status. */
  readonly ok?: readonly number[] | 'any'
  /** The script's standard input; nothing when absent. Travels whole before the script starts. */
  readonly stdin?: Buffer | string
  /**
   * Content of any size, available to the script as `./new` in a private folder of that directory, its working
   * directory; the folder is removed when the script ends. Cannot be combined with `stdin`.
   */
  readonly beside?: { readonly directory: string; readonly content: LocalContent }
  /** Milliseconds after which the script counts as hung; none when absent. */
  readonly timeout?: number
  /** True passes each output line on as it comes, for the person who watches. */
  readonly live?: boolean
  /** Receives standard output as it comes, instead of the answer (for what does not fit in memory). */
  readonly stdout?: Writable
}
