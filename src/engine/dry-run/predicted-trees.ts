import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { groupId, userId } from '../../remote/probes/account.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { resolveMode } from '../../task-lib/files/mode.ts'
import { known, Unknown } from '../../values/unknown.ts'
import { withField, withRead } from './computed-fields.ts'
import { idOf, nameOf } from './file-state.ts'
import type { OverlayEntry } from './overlay-entry.ts'
import { isAtOrBelow, isBelow } from './predicted-paths.ts'

/** A predicted change of mode, owner or group of everything below a directory. */
interface TreeEntry extends OverlayEntry {
  readonly path: string
  /** The mode as written, symbolic or octal. */
  readonly mode?: string | Unknown
  readonly owner?: string | Unknown
  readonly group?: string | Unknown
}

/** The directory trees whose modes and owners would be set recursively (`recurse`). */
export class PredictedTrees {
  readonly #entries: TreeEntry[] = []

  /** Predicts a change that sets the mode, owner or group of everything that exists below a directory at that time. */
  predict(path: string, { after }: Change, entry: OverlayEntry): void {
    const { mode, owner, group } = after ?? {}
    this.#entries.push({ ...entry, path, mode, owner, group } as TreeEntry)
  }

  get isEmpty(): boolean {
    return this.#entries.length === 0
  }

  /** Whether a directory contains one of the trees, or is inside one. */
  overlaps(directory: string): boolean {
    return this.#entries.some(({ path }) => isAtOrBelow(directory, path) || isBelow(path, directory))
  }

  /**
   * Returns the state of a path after the recursive changes that include it. `made` is the entry that created the
   * path.
   */
  async apply(
    host: ReadHost,
    path: string,
    state: FileState | null,
    made: OverlayEntry | undefined,
  ): Promise<FileState | null> {
    let found = state
    for (const tree of this.#entries) {
      // A file that was created after the recursive change keeps its own mode and owner.
      if (!found || !isAtOrBelow(path, tree.path) || (made && made.number > tree.number)) continue
      const was = found
      if (tree.mode !== undefined && was.kind !== 'link')
        found = withRead(found, 'mode', () =>
          resolveMode(known(tree.mode ?? ''), { mode: was.mode, isDirectory: was.kind === 'directory' }),
        )
      if (tree.owner !== undefined) found = await withAccount(host, found, tree.owner, OWNER)
      if (tree.group !== undefined) found = await withAccount(host, found, tree.group, GROUP)
    }
    return found
  }
}

/** The fields of a file's state that an account determines, and the probe for its id. */
interface AccountFields {
  readonly name: 'owner' | 'group'
  readonly number: 'uid' | 'gid'
  readonly probeOf: typeof userId
}

const OWNER: AccountFields = { name: 'owner', number: 'uid', probeOf: userId }
const GROUP: AccountFields = { name: 'group', number: 'gid', probeOf: groupId }

async function withAccount(
  host: ReadHost,
  state: FileState,
  account: string | Unknown,
  { name, number, probeOf }: AccountFields,
): Promise<FileState> {
  if (account instanceof Unknown) {
    const stop = (): never => known<never>(account)
    return withRead(withRead(state, name, stop), number, stop)
  }
  const named = withField(state, name, nameOf(account) ?? null)
  return withField(named, number, await idOf(host, account, probeOf, Number.NaN))
}
