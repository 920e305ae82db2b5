import type { LocalContent } from '../../shell/exchange.ts'
import type { ShellText } from '../../shell/quote.ts'

/** A whole file to write. It is new, or replaces another file. */
export interface FileWrite {
  /** Absolute; the directory exists. */
  readonly path: string
  readonly content: Buffer | string | LocalContent | MadeContent
  /** Four octal digits, `0644`. */
  readonly mode: string
  /** Name or number; the session's user when absent. */
  readonly owner?: string | undefined
  readonly group?: string | undefined
  /** A command that validates the new file before it is installed; `%s` is its path. */
  readonly validate?: string | undefined
  /** True keeps the replaced file next to it, as `name.YYYY-MM-DDTHHMMSSZ~`. */
  readonly backup?: boolean | undefined
  /** The sha256 of the file during the check (null: no file). If the file is different now, the write fails. */
  readonly replaces?: string | null | undefined
  /**
   * Small files of the same directory that belong to it, such as the key of a certificate: either all are
   * installed, one right after the other, or none. Their content is in memory.
   */
  readonly atomicWith?: readonly (Omit<FileWrite, 'atomicWith' | 'content'> & {
    readonly content: Buffer | string
  })[]
}

/** Content that the host itself produces, such as a download. */
export interface MadeContent {
  /** What is done, for the error message: `download https://… to /opt/app`. */
  readonly title: string
  /** Writes the file to `"$t"`; a failure of it leaves everything as it was. */
  readonly script: ShellText
}
