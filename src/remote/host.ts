import type { Writable } from 'node:stream'
import type { Answer, LocalContent } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { FileWrite } from './files/file-write.ts'
import type { Probe } from './probe.ts'

/** The host as `check` sees it: it can be asked and has no method that writes. */
export interface ReadHost {
  /** Its name in the inventory. */
  readonly name: string
  /** Asks a probe. Probes that are asked at once travel together. Throws TaskError if the host could not answer, UnreachableError if it is gone. */
  readonly ask: <T>(probe: Probe<T>) => Promise<T>
}

/** The host as `apply` sees it: it can also be changed. */
export interface Host extends ReadHost {
  /**
   * Runs a script with the host's `/bin/sh` and returns what it printed. Throws TaskError, with the output, if its status is not one of
   * `ok` (default: 0 only); UnreachableError if the connection is lost.
   */
  readonly run: (script: ShellText, options?: RunOptions) => Promise<Answer>
  /**
   * Writes a whole file: to a temporary file next to it, then owner, mode and SELinux context, then rename. Throws TaskError if it
   * cannot be written, was changed since the check (`replaces`) or does not pass `validate`.
   */
  readonly write: (file: FileWrite) => Promise<Written | void>
}

/** How far long work is: bytes so far, or what is waited for from now on, and for how many seconds at most. */
export type Progress =
  | { readonly work: string; readonly bytes: number; readonly total?: number | undefined }
  | { readonly waitsFor: string; readonly limit?: number }

export interface Written {
  /** The backup paths of replaced files. */
  readonly keptAs: readonly string[]
}

/** How a script of apply is run. */
export interface RunOptions {
  /** What was meant, for the error message: `start etcd`. */
  readonly title?: string
  /** `any` accepts every status. */
  readonly ok?: readonly number[] | 'any'
  /** The script's standard input; nothing when absent. Travels whole before the script starts. */
  readonly stdin?: Buffer | string
  /**
   * A file of any size that is sent with the script. It is `./new` in a new private folder of `directory`; that folder is the
   * script's working directory, and is removed when the script ends. Cannot be combined with `stdin`.
   */
  readonly stagedFile?: { readonly directory: string; readonly content: LocalContent }
  /** Milliseconds after which the script counts as hung; none when absent. */
  readonly timeout?: number
  /** True passes each output line on as it comes, for the person who watches. */
  readonly live?: boolean
  /** Receives standard output as it comes, instead of the answer (for what does not fit in memory). */
  readonly stdout?: Writable
}
