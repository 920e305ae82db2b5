import { posix } from 'node:path'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { withField, withRead } from './computed-fields.ts'
import { throwUnknown, type UncertainEntry } from './overlay-entry.ts'
import { isAtOrBelow, isBelow } from './predicted-paths.ts'

/** The files of a host that tasks may change, by path, with links in the directories above already followed. */
export class UncertainFiles {
  readonly #entries = new Map<string, UncertainEntry>()

  /** Records that a task may change a file. Combines this with what earlier tasks may change. */
  add(path: string, entry: UncertainEntry): void {
    const was = this.#entries.get(path)
    this.#entries.set(path, {
      ...entry,
      isWhole: entry.isWhole || was?.isWhole === true,
      mayGo: entry.mayGo || was?.mayGo === true,
      keepsContent: entry.keepsContent && was?.keepsContent !== false,
    })
  }

  /** Removes the entries at and below a path, because a later task would delete that path. */
  deleteBelow(path: string): void {
    for (const other of this.#entries.keys()) if (isAtOrBelow(other, path)) this.#entries.delete(other)
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0
  }

  [Symbol.iterator](): Iterator<[string, UncertainEntry]> {
    return this.#entries[Symbol.iterator]()
  }

  /**
   * Returns the entry of the task that may change the content of a path; with `attributes`, also one that may change
   * only its mode or owner.
   */
  at(path: string, how: 'content' | 'attributes' = 'content'): UncertainEntry | undefined {
    let found: UncertainEntry | undefined
    for (let at = path; at !== '/' && at !== '.'; at = posix.dirname(at)) {
      const entry = this.#entries.get(at)
      if (!entry || (at !== path && !entry.isWhole)) continue
      if (!entry.keepsContent) return entry
      found ??= entry
    }
    return how === 'content' ? undefined : found
  }

  /** Returns the entry of a task that may change the content of something below a directory. */
  below(directory: string): UncertainEntry | undefined {
    for (const [path, entry] of this.#entries)
      if (!entry.keepsContent && isBelow(path, directory)) return entry
    return undefined
  }

  /**
   * Limits the state of a path to what is known: reading a field that a task may change throws UnknownValueError.
   * `state` is the state without these uncertain changes. Throws UnknownValueError if the file itself may be created
   * or removed.
   */
  limit(path: string, state: FileState | null): FileState | null {
    if (this.isEmpty) return state
    if (state === null) {
      const open = this.at(path) ?? this.below(path)
      return open ? throwUnknown(`what ${path} is`, open) : null
    }
    const entry = this.at(path, 'attributes')
    if (entry === undefined) return state
    const isSpecial = !['file', 'directory'].includes(state.kind) && !entry.keepsContent
    if (entry.mayGo || isSpecial) return throwUnknown(`what ${path} is`, entry)
    const content = entry.keepsContent ? [] : ['size', 'digest']
    const open = ['mode', 'uid', 'gid', 'owner', 'group', ...content].reduce<FileState>(
      (seen, field) => withRead(seen, field, () => throwUnknown(`the ${field} of ${path}`, entry)),
      state,
    )
    return withField(open, 'mtime', Number.NaN)
  }
}
