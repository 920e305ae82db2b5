import type { Json } from '../../authoring/plan.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { known, orUnknown, Unknown } from '../../values/unknown.ts'
import { type Attributes, attributesIn, type WantedAttributes, writtenMode } from './attributes.ts'
import type { FileContent } from './content.ts'

/** The wanted state of a whole file. In a dry run, most of it may be unknown. */
export interface WantedFile extends WantedAttributes {
  /** Absolute path of the file. */
  readonly path: string
  readonly content: FileContent | Unknown
  /** The mode of a new file if none is requested; default `0644`. */
  readonly newMode?: string | Unknown
  /** False leaves an existing file unchanged. */
  readonly force?: boolean | Unknown | undefined
  /** True writes through a link at the path instead of replacing it. */
  readonly follow?: boolean | Unknown | undefined
  readonly backup?: boolean | Unknown | undefined
  readonly validate?: string | Unknown | undefined
  /** Additional fields of the change, for unknown content. */
  readonly about?: { readonly [field: string]: Json } | undefined
}

/** Reads the params that task types which write files share. Unknown params become `Unknown` values. */
export function fileOptionsIn(
  params: Attributes & {
    readonly force?: boolean
    readonly follow?: boolean
    readonly backup?: boolean
    readonly validate?: string | undefined
  },
): Omit<WantedFile, 'path' | 'content'> {
  return {
    ...attributesIn(params),
    force: orUnknown(() => params.force),
    follow: orUnknown(() => params.follow),
    backup: orUnknown(() => params.backup),
    validate: orUnknown(() => params.validate),
  }
}

/**
 * Returns the mode that the file gets, see `writtenMode`. `state` is the file that it replaces, null if it is new.
 */
export function modeOf(wanted: WantedFile, state: FileState | null, isGivenAway = false): string | Unknown {
  return writtenMode(wanted.mode, () => state?.mode ?? known(wanted.newMode ?? '0644'), isGivenAway)
}

/** Returns the fields of the content that changes show; each is unknown if the content is. */
export function shownContent(
  content: WantedFile['content'],
): Pick<FileContent, 'bytes'> & { sha256: string | Unknown; size: number | Unknown } {
  return content instanceof Unknown ? { sha256: content, size: content } : content
}
