import type { Writable } from 'node:stream'
import type { Answer, LocalContent } from '../shell/exchange.ts'
import type { ShellText } from '../shell/quote.ts'
import type { FileWrite } from './files/file-write.ts'
import type { Probe } from './probe.ts'

/** A host as `check` gets it: it answers probes and has no method that writes. */
export interface ReadHost {
  /** The name of the host in the inventory. */
  readonly name: string
  /**
   * Sends a probe and returns its answer. Probes that are sent at the same time share a request. Throws TaskError if
   * the host could not answer, UnreachableError if it is gone.
   */
  readonly ask: <T>(probe: Probe<T>) => Promise<T>
}

/** A host as `apply` gets it: in addition to probes, it has methods that change the host. */
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

/** The progress of long work: the number of bytes so far, or what the task is now waiting for and the maximum wait in seconds. */
export type Progress =
  | { readonly work: string; readonly bytes: number; readonly total?: number | undefined }
  | { readonly waitsFor: string; readonly limit?: number }

/** The result of `host.write`. */
export interface Written {
  /** The backup paths of replaced files. */
  readonly keptAs: readonly string[]
}

/** Options for a script that apply runs. */
export interface RunOptions {
  /** What the script does, for the error message: `start etcd`. */
  readonly title?: string
  /** `any` accepts every status. */
  readonly ok?: readonly number[] | 'any'
  /** The standard input of the script; empty if absent. It is sent completely before the script starts. */
  readonly stdin?: Buffer | string
  /**
   * A file of any size that is sent with the script. It is `./new` in a new private folder of `directory`; that folder is the
   * script's working directory, and is removed when the script ends. Cannot be combined with `stdin`.
   */
  readonly stagedFile?: { readonly directory: string; readonly content: LocalContent }
  /** Milliseconds after which the script counts as hung. Default: no limit. */
  readonly timeout?: number
  /** True shows each line of the output to the user as soon as it arrives. */
  readonly live?: boolean
  /** Receives standard output as it arrives, in place of the answer. Use this for output that does not fit in memory. */
  readonly stdout?: Writable
}
