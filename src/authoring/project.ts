import type { LocalContent } from '../shell/exchange.ts'

/** The project's own templates and files, to read and to render; paths may not leave their folder. */
export interface Project {
  /**
   * Renders a template of `templates/` (of the playbook's folder, then of the project) with the task's variables. The template's own
   * lines end with `lineEnd` where that is given; what is in the variables stays as it is.
   */
  readonly render: (
    template: string,
    variables?: Readonly<Record<string, unknown>>,
    lineEnd?: string,
  ) => Promise<string>
  /** Opens a file of `files/` (of the playbook's folder, then of the project); an absolute path is used unchanged. */
  readonly file: (path: string) => Promise<LocalFile>
  /** Lists a directory of `files/`, deeply, paths relative to it, in name order. */
  readonly list: (path: string) => Promise<readonly LocalEntry[]>
  /** The absolute path of something on the controller that the task writes (`fetch`): relative ones start at the project. */
  readonly resolve: (path: string) => string
}

export interface LocalFile extends LocalContent {
  /** Absolute. */
  readonly path: string
  /** Four octal digits. */
  readonly mode: string
  readonly isDirectory: boolean
  readonly sha256: () => Promise<string>
  readonly sha1: () => Promise<string>
  readonly read: () => Promise<Buffer>
}

export interface LocalEntry {
  /** Relative to the listed directory. */
  readonly path: string
  readonly kind: 'file' | 'directory' | 'link'
  /** Where a link points. */
  readonly target?: string
  readonly mode: string
}
