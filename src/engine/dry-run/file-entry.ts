import type { Change } from '../../authoring/plan.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import type { FileKind } from '../../remote/probes/files/stat-line.ts'
import { Unknown } from '../../values/unknown.ts'
import type { OverlayEntry } from './overlay-entry.ts'

/** A file as it would be; what is absent is as it is on the host, or unknown if the file is new. */
export interface FileEntry extends OverlayEntry {
  /** Absent if it stays what it is; `something` if only a run can tell what it would be. */
  readonly kind?: FileKind | 'absent' | 'something' | undefined
  /** Nothing of what is there now is kept. */
  readonly isNew: boolean
  readonly hasNewContent: boolean
  readonly content?: Buffer | undefined
  readonly digests: ReadonlyMap<string, string>
  readonly size?: number | undefined
  /** Unknown if the value that it would be set to is. */
  readonly mode?: string | Unknown | undefined
  readonly owner?: string | Unknown | undefined
  readonly group?: string | Unknown | undefined
  readonly target?: string | undefined
  /** What is known of content that is unknown. */
  readonly known?: Readonly<Record<string, unknown>> | undefined
}

/** Fields of a change that say that its file's bytes are others. */
const OF_CONTENT = ['size', 'from', 'version', 'line', ...DIGEST_ALGORITHMS] as const

/** The entry of a file once a change is made that leaves it there; `was` is the entry before, `entry` says whose change it is. */
export function entryAfter(
  { action, before, after, text }: Pick<Change, 'action' | 'before' | 'after' | 'text'>,
  was: FileEntry | undefined,
  entry: OverlayEntry,
): FileEntry {
  const given = after ?? {}
  const kind = kindAfter(action, given, was)
  const wasOther =
    before !== undefined && before !== null && 'state' in before && before.state !== given.state
  const isNew = action === 'create' || wasOther || was?.kind === 'absent' || was?.isNew === true
  const hasNewContent =
    text !== undefined || OF_CONTENT.some(field => field in given) || given.state === 'hard'
  const isMade = isNew && (was === undefined || was.kind === 'absent' || wasOther)
  const kept = hasNewContent ? undefined : was
  const oldContent = isMade && !hasNewContent ? EMPTY : kept?.content
  const digests = digestsIn(given)
  return {
    ...entry,
    ...{
      kind,
      isNew,
      content: text ? Buffer.from(text.after) : oldContent,
      hasNewContent: hasNewContent || isMade || (was?.hasNewContent ?? false),
    },
    digests: digests.size > 0 ? digests : (kept?.digests ?? new Map()),
    size: typeof given.size === 'number' ? given.size : kept?.size,
    mode: given.mode instanceof Unknown || isOctal(given.mode) ? given.mode : was?.mode,
    owner: given.owner === undefined ? was?.owner : textOrUnknown(given.owner),
    group: given.group === undefined ? was?.group : textOrUnknown(given.group),
    target: kind === 'link' ? String(given.src ?? given.target ?? '') : undefined,
    known: hasNewContent ? knownOf(given) : was?.known,
  }
}

function kindAfter(
  action: Change['action'],
  given: NonNullable<Change['after']>,
  was: FileEntry | undefined,
): FileEntry['kind'] {
  const named = kindOf(given.src instanceof Unknown ? given.src : given.state)
  const present = was?.kind === 'absent' ? undefined : was?.kind
  return named ?? present ?? (action === 'create' ? 'file' : undefined)
}

function digestsIn(given: NonNullable<Change['after']>): Map<DigestAlgorithm, string> {
  const known = DIGEST_ALGORITHMS.filter(name => name in given && !(given[name] instanceof Unknown))
  return new Map(known.map(name => [name, String(given[name])]))
}

const EMPTY = Buffer.alloc(0)

function isOctal(mode: unknown): mode is string {
  return typeof mode === 'string' && /^[0-7]{4}$/.test(mode)
}

function textOrUnknown(value: unknown): string | Unknown {
  return value instanceof Unknown ? value : String(value)
}

/** The fields of a change that are known, for messages about content that is not. */
function knownOf(after: NonNullable<Change['after']>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([, value]) => !(value instanceof Unknown)))
}

function kindOf(state: unknown): FileKind | 'something' | undefined {
  if (state === 'something' || state instanceof Unknown) return 'something'
  if (state === 'hard' || state === 'touch') return 'file'
  return state === 'file' || state === 'directory' || state === 'link' ? state : undefined
}
