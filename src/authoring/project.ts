import type { LocalContent } from '../shell/exchange.ts'
import type { TemplateFormat } from '../templates/format.ts'

/**
 * The project's own templates and files, on the controller. Relative paths may not leave their directory. Each method
 * throws InputError if there is no such file. If a file changes before the task's turn, a check that has read it is
 * repeated.
 */
export interface Project {
  /**
   * Renders a template of `templates/` (of the playbook's folder, then of the project) with the task's variables: Jinja if its name ends
   * in `.j2`, otherwise Handlebars.
   */
  readonly render: (
    template: string,
    variables?: Readonly<Record<string, unknown>>,
    format?: TemplateFormat,
  ) => Promise<string>
  /** Opens a template of `templates/` as it is, such as for its mode. */
  readonly template: (path: string) => Promise<LocalFile>
  /**
   * Opens a file of `files/` (of the playbook's folder, then of the project); an absolute path is used unchanged. A file that is
   * encrypted is decrypted, unless `decrypts` is false.
   */
  readonly file: (path: string, options?: { readonly decrypts?: boolean }) => Promise<LocalFile>
  /** Lists a directory of `files/`, deeply, paths relative to it, in name order. */
  readonly list: (path: string) => Promise<readonly LocalEntry[]>
  /** Returns the absolute paths of variables files, after checking that they can be read. */
  readonly vars: (query: VarsQuery) => Promise<readonly string[]>
  /**
   * Returns the values of these variables, as the task sees them. Undefined variables are absent; a value that is not
   * known yet is an `Unknown`.
   */
  readonly variables: (names: readonly string[]) => Promise<ReadonlyMap<string, unknown>>
  /**
   * Returns the absolute path of a file on the controller that the task writes (`fetch`): relative paths start at the
   * project.
   */
  readonly resolve: (path: string) => string
}

/** Selects variables files as the params of `include_vars` do: with `file`, or with `dir` and the other params. */
export interface VarsQuery {
  readonly file?: string | undefined
  readonly dir?: string | undefined
  /** 0 for any. */
  readonly depth?: number | undefined
  readonly files_matching?: string | undefined
  readonly ignore_files?: readonly string[] | undefined
  readonly extensions?: readonly string[] | undefined
  readonly ignore_unknown_extensions?: boolean | undefined
}

/** A file or directory of the project, on the controller. Digests are in hex. */
export interface LocalFile extends LocalContent {
  /** Absolute. */
  readonly path: string
  /** Four octal digits. */
  readonly mode: string
  readonly isDirectory: boolean
  /** True if its content was decrypted: diffs do not show it. */
  readonly isSecret?: boolean
  /** True if it was opened with `decrypts: false`, and has to be so again when it is sent. */
  readonly isRaw?: true
  readonly sha256: () => Promise<string>
  readonly sha1: () => Promise<string>
  readonly md5: () => Promise<string>
  readonly read: () => Promise<Buffer>
}

/** One entry of a directory of the project. */
export interface LocalEntry {
  /** Relative to the listed directory. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link'
  /** The target of a link. */
  readonly target?: string
  /** True for a link that cannot be followed: its target does not exist, or is a directory that contains the link. */
  readonly isDeadEnd?: boolean
  readonly mode: string
}
