import type { LocalContent } from '../../shell/exchange.ts'
import type { ShellText } from '../../shell/quote.ts'

/** A whole file to write, new or in place of another one. */
export interface FileWrite {
  /** An absolute path in an existing directory. */
  readonly path: string
  readonly content: Buffer | string | LocalContent | MadeContent
  /** Four octal digits, `0644`. */
  readonly mode: string
  /** The owner's name or number; if absent, the session's user. */
  readonly owner?: string | undefined
  readonly group?: string | undefined
  /** A command that validates the new file before it is installed; `%s` is its path. */
  readonly validate?: string | undefined
  /** True keeps the replaced file in the same directory, as `name.YYYY-MM-DDTHHMMSSZ~`. */
  readonly backup?: boolean | undefined
  /** The sha256 of the file during the check (null: no file). If the file is different now, the write fails. */
  readonly replaces?: string | null | undefined
  /**
   * Other small files of the same directory that belong together with this one, such as the key of a certificate:
   * either all are installed, one right after the other, or none. Their content is in memory.
   */
  readonly atomicWith?: readonly (Omit<FileWrite, 'atomicWith' | 'content'> & {
    readonly content: Buffer | string
  })[]
}

/** Content that a script on the host produces, such as a download. */
export interface MadeContent {
  /** What the script does, for the error message: `download https://… to /opt/app`. */
  readonly title: string
  /** A script that writes the content to `"$t"`. If it fails, the target stays unchanged. */
  readonly script: ShellText
}
