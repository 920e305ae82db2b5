import type { Source } from '../../errors.ts'
import type { FileKind } from '../../project/file-kind.ts'

/** A YAML file of the project that could be parsed. */
export interface LintFile {
  /** The absolute path. */
  readonly path: string
  readonly kind: FileKind
  readonly text: string
  readonly isAnsible: boolean
  readonly source: Source
  /** The folder of the role that the file belongs to; undefined if it belongs to none. */
  readonly role: string | undefined
  /** Whether it is in a folder `handlers/`. */
  readonly isHandlers: boolean
}
