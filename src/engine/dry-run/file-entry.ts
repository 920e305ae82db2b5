import type { Change } from '../../authoring/plan.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import type { FileKind } from '../../remote/probes/files/stat-line.ts'
import { Unknown } from '../../values/unknown.ts'
import type { OverlayEntry } from './overlay-entry.ts'

/** The predicted state of a file. An absent field has the value of the real file, or is unknown if the file is new. */
export interface FileEntry extends OverlayEntry {
  /** Absent if the kind does not change; `something` if only a real run can determine the kind. */
  readonly kind?: FileKind | 'absent' | 'something' | undefined
  /** True if the file replaces whatever is at its path now. */
  readonly isNew: boolean
  readonly hasNewContent: boolean
  readonly content?: Buffer | undefined
  readonly digests: ReadonlyMap<string, string>
  readonly size?: number | undefined
  /** An Unknown if the task sets an unknown mode. */
  readonly mode?: string | Unknown | undefined
  readonly owner?: string | Unknown | undefined
  readonly group?: string | Unknown | undefined
  readonly target?: string | undefined
  /** If the content is unknown: the known fields of the change, for messages. */
  readonly known?: Readonly<Record<string, unknown>> | undefined
}

/** Fields of a change that show that the content of its file changes. */
const OF_CONTENT = ['size', 'from', 'version', 'line', ...DIGEST_ALGORITHMS] as const

/**
 * Returns the entry of a file after a change that does not delete it. `was` is the entry before, `entry` names the
 * task that makes the change.
 */
export function entryAfter(
  { action, before, after, text }: Pick<Change, 'action' | 'before' | 'after' | 'text'>,
  previous: FileEntry | undefined,
  entry: OverlayEntry,
): FileEntry {
  const given = after ?? {}
  const kind = kindAfter(action, given, previous)
  const wasOther =
    before !== undefined && before !== null && 'state' in before && before.state !== given.state
  const isNew = action === 'create' || wasOther || previous?.kind === 'absent' || previous?.isNew === true
  const hasNewContent =
    text !== undefined || OF_CONTENT.some(field => field in given) || given.state === 'hard'
  const isCreated = isNew && (previous === undefined || previous.kind === 'absent' || wasOther)
  const kept = hasNewContent ? undefined : previous
  const oldContent = isCreated && !hasNewContent ? EMPTY : kept?.content
  const digests = digestsIn(given)
  return {
    ...entry,
    ...{
      kind,
      isNew,
      content: text ? Buffer.from(text.after) : oldContent,
      hasNewContent: hasNewContent || isCreated || (previous?.hasNewContent ?? false),
    },
    digests: digests.size > 0 ? digests : (kept?.digests ?? new Map()),
    size: typeof given.size === 'number' ? given.size : kept?.size,
    mode: given.mode instanceof Unknown || isOctal(given.mode) ? given.mode : previous?.mode,
    owner: given.owner === undefined ? previous?.owner : textOrUnknown(given.owner),
    group: given.group === undefined ? previous?.group : textOrUnknown(given.group),
    target: kind === 'link' ? String(given.src ?? given.target ?? '') : undefined,
    known: hasNewContent ? knownOf(given) : previous?.known,
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

/** Returns the known fields of a change, for messages about unknown content. */
function knownOf(after: NonNullable<Change['after']>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(after).filter(([, value]) => !(value instanceof Unknown)))
}

function kindOf(state: unknown): FileKind | 'something' | undefined {
  if (state === 'something' || state instanceof Unknown) return 'something'
  if (state === 'hard' || state === 'touch') return 'file'
  return state === 'file' || state === 'directory' || state === 'link' ? state : undefined
}
