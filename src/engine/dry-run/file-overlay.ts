import { posix } from 'node:path'
import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { entryAfter, type FileEntry } from './file-entry.ts'
import { type OverlayEntry, throwUnknown, type UncertainEntry } from './overlay-entry.ts'
import { isAtOrBelow, isBelow, type Place, Places } from './predicted-paths.ts'
import { PredictedTrees } from './predicted-trees.ts'
import { UncertainFiles } from './uncertain-files.ts'

/** The predicted changes to a host's files: the layer of a dry run on top of the real files. */
export class FileOverlay {
  readonly #entries = new Map<string, FileEntry>()
  /** The modes of directories that are created if they do not exist. */
  readonly #ensured = new Map<string, string>()
  /** The paths of changed files as tasks name them, with the paths that they lead to after links are followed. */
  readonly #names = new Map<string, string>()
  /** For each directory, the first predicted file below it. Undefined after a change, until it is needed again. */
  #firstBelow: ReadonlyMap<string, FileEntry> | undefined
  readonly #places = new Places(this.#entries)
  readonly trees = new PredictedTrees()
  readonly uncertain = new UncertainFiles()

  /** Applies a change to the predicted state of a file. */
  async predict(host: ReadHost, name: string, change: Change, entry: OverlayEntry): Promise<void> {
    const { action, after } = change
    const { path } = await this.#places.one(host, name)
    this.#names.set(name, path)
    this.#firstBelow = undefined
    if (action === 'set below') this.trees.predict(path, change, entry)
    // A directory that is created if missing gets no entry: files that are predicted below it imply that it exists.
    else if (action === 'ensure') this.#ensured.set(path, String(after?.mode ?? '0755'))
    else if (action === 'delete' || after === null) this.#delete(path, entry)
    else {
      this.#restoreParents(path, entry)
      this.#entries.set(path, entryAfter(change, this.#entries.get(path), entry))
    }
  }

  /** Records a file that a task may change. */
  async predictUncertain(host: ReadHost, name: string, entry: UncertainEntry): Promise<void> {
    this.uncertain.add((await this.#places.one(host, name)).path, entry)
  }

  #delete(path: string, entry: OverlayEntry): void {
    for (const other of this.#entries.keys()) if (isAtOrBelow(other, path)) this.#entries.delete(other)
    this.uncertain.deleteBelow(path)
    this.#entries.set(path, { ...NEW, kind: 'absent', ...entry })
  }

  /** Creates the predicted directories above a path again if they would have been deleted. */
  #restoreParents(path: string, entry: OverlayEntry): void {
    for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above))
      if (this.#entries.get(above)?.kind === 'absent')
        this.#entries.set(above, { ...NEW, kind: 'directory', mode: '0755', ...entry })
  }

  /** True if nothing is predicted and nothing is uncertain. */
  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.uncertain.isEmpty && this.trees.isEmpty
  }

  /** Resolves the links in the directories above paths, and returns where the paths lead. */
  placesOf(host: ReadHost, paths: readonly string[]): Promise<Place[]> {
    return this.#places.of(host, paths)
  }

  /** Resolves the links in the directories above one path. */
  placeOf(host: ReadHost, path: string): Promise<Place> {
    return this.#places.one(host, path)
  }

  /** Returns the entry at a path whose directories contain no links. */
  get(path: string): FileEntry | undefined {
    return this.#entries.get(path)
  }

  /** Returns the entry at a path, after following links in the directories above it. */
  async at(host: ReadHost, path: string): Promise<FileEntry | undefined> {
    if (this.#entries.size === 0) return undefined
    return this.#entries.get((await this.#places.one(host, path)).path)
  }

  /**
   * Returns the entry of the task that may change the content at a path, after following links in the directories
   * above it.
   */
  async uncertainAt(host: ReadHost, path: string): Promise<UncertainEntry | undefined> {
    return this.uncertain.isEmpty ? undefined : this.uncertain.at((await this.#places.one(host, path)).path)
  }

  /** Returns the entries directly in a directory. */
  within(directory: string): FileEntry[] {
    return [...this.#entries].filter(([path]) => posix.dirname(path) === directory).map(([, entry]) => entry)
  }

  /** Returns the predicted files that exist, with their paths. */
  present(): [string, FileEntry][] {
    return [...this.#entries].filter(([, { kind }]) => kind !== 'absent')
  }

  /** Returns the predicted files that exist below a directory, with their paths. */
  presentBelow(directory: string): [string, FileEntry][] {
    return this.present().filter(([path]) => isBelow(path, directory))
  }

  /**
   * Yields all entries and all files whose content is uncertain, by their resolved paths and by the paths that tasks
   * use for them.
   */
  *all(): Iterable<[string, FileEntry]> {
    yield* this.#entries
    for (const [path, entry] of this.uncertain)
      if (!entry.keepsContent)
        yield [path, { ...entry, kind: 'something', isNew: false, hasNewContent: true, digests: new Map() }]
    for (const [name, path] of this.#names) {
      const entry = this.#entries.get(path)
      if (entry && name !== path) yield [name, entry]
    }
  }

  /** Whether a directory, or anything in it, would differ from the real one. */
  async isTouched(host: ReadHost, directory: string): Promise<boolean> {
    if (this.isEmpty) return false
    const { path, isHidden } = await this.#places.one(host, directory)
    if (isHidden || this.#entries.has(path) || this.uncertain.at(path, 'attributes')) return true
    if (this.trees.overlaps(path)) return true
    return [...this.#entries, ...this.uncertain].some(([other]) => isBelow(other, path))
  }

  /** Whether a path or a directory above it, up to `root`, would be deleted. */
  isDeleted(path: string, root: string): boolean {
    const entry = this.#entries.get(path)
    return entry?.kind === 'absent' || (path !== root && this.isDeleted(posix.dirname(path), root))
  }

  /**
   * Returns the entry of a directory that is created for files that are predicted below it; undefined if there are
   * none.
   */
  impliedAt(path: string): FileEntry | undefined {
    this.#firstBelow ??= firstBelow(this.present())
    const below = this.#firstBelow.get(path)
    if (!below) return undefined
    const { by, number, kind, owner, group } = below
    const account = kind === 'directory' ? { owner, group } : {}
    return { ...NEW, ...account, kind: 'directory', mode: this.#ensured.get(path) ?? '0755', by, number }
  }

  /** Throws UnknownValueError if the kind of something above a path is unknown. */
  refuseBelowUnknown(path: string): void {
    for (let above = posix.dirname(path); above !== '/' && above !== '.'; above = posix.dirname(above)) {
      const entry = this.#entries.get(above)
      if (entry?.kind === 'something') throwUnknown(`what ${above} holds`, entry)
    }
  }
}

/** Returns, for each directory above any of these files, the first file below it. */
function firstBelow(files: readonly (readonly [path: string, entry: FileEntry])[]): Map<string, FileEntry> {
  const first = new Map<string, FileEntry>()
  for (const [path, entry] of files)
    for (let above = posix.dirname(path); above !== '/' && !first.has(above); above = posix.dirname(above))
      first.set(above, entry)
  return first
}

const NEW = { isNew: true, hasNewContent: true, digests: new Map<string, string>() } as const
