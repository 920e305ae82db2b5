import type { Readable, Writable } from 'node:stream'
import type { Answer, Probe } from './probe.ts'
import type { ShellText } from './shell.ts'

/** What a check is given: a host that can be asked and has no method that writes. */
export interface ReadHost {
  readonly name: string
  /** Asks a probe. Throws TaskError where the host could not look, UnreachableError where it is gone. */
  readonly ask: <T>(probe: Probe<T>) => Promise<T>
}

/** What an apply is given: a host that can also be changed. */
export interface Host extends ReadHost {
  /** Runs a script; throws TaskError with what it printed where its status is not one of `ok` (default 0 alone). */
  readonly run: (script: ShellText, options?: RunOptions) => Promise<Answer>
  /** Puts a whole file in place: temporary file beside it, owner, mode and label, then rename. */
  readonly write: (file: FileWrite) => Promise<Written | void>
}

export interface Written {
  /** Where the files are kept that were replaced. */
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
   * Content of any size, which the script finds as `./new` in a private folder in that directory, where it starts; the
   * folder is gone when the script has ended. Goes without `stdin`.
   */
  readonly beside?: { readonly directory: string; readonly content: LocalContent }
  /** Milliseconds after which the script counts as hung; none when absent. */
  readonly timeout?: number
  /** True passes each output line on as it comes, for the person who watches. */
  readonly live?: boolean
  /** Receives standard output as it comes, instead of the answer (for what does not fit in memory). */
  readonly stdout?: Writable
}

export interface FileWrite {
  readonly path: string
  readonly content: Buffer | string | LocalContent | MadeContent
  /** Four octal digits, `0644`. */
  readonly mode: string
  /** Name or number; the session's user when absent. */
  readonly owner?: string | undefined
  readonly group?: string | undefined
  /** A command that judges the new file before it is put in place; `%s` stands for its path. */
  readonly validate?: string | undefined
  /** True keeps the file that is replaced beside it, as `name.YYYY-MM-DDTHHMMSSZ~`. */
  readonly backup?: boolean | undefined
  /** The sha256 that the check saw (null: no file); a different one now means someone else wrote it. */
  readonly replaces?: string | null | undefined
  /**
   * Small files of the same directory that belong to it, such as the key of a certificate: all of them are put in place, with
   * nothing in between, or none is. Their content is at hand.
   */
  readonly along?: readonly (Omit<FileWrite, 'along' | 'content'> & { readonly content: Buffer | string })[]
}

/** Content too big for memory: opened when it is sent. */
export interface LocalContent {
  readonly size: number
  readonly open: () => Readable
}

/** Content that is made on the host itself. */
export interface MadeContent {
  /** What is done, for the error message: `download https://… to /opt/app`. */
  readonly title: string
  /** Writes the file to `"$t"`; a failure of it leaves everything as it was. */
  readonly script: ShellText
}
