import type { Source } from '../../errors.ts'
import type { FileKind } from '../../project/file-kind.ts'

/** A YAML file of the project that could be read. */
export interface LintFile {
  /** Absolute. */
  readonly path: string
  readonly kind: FileKind
  readonly text: string
  readonly isAnsible: boolean
  readonly source: Source
  /** The folder of the role that the file belongs to. */
  readonly role: string | undefined
  /** Whether it is a file of handlers. */
  readonly isHandlers: boolean
}
