import { posix } from 'node:path'
import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { entryAfter, type FileEntry } from './file-entry.ts'
import { type OverlayEntry, type UncertainEntry, unknown } from './overlay-entry.ts'
import { isAtOrBelow, isBelow, type Place, Places } from './predicted-paths.ts'
import { PredictedTrees } from './predicted-trees.ts'
import { UncertainFiles } from './uncertain-files.ts'

/** What tasks would change of a host's files. */
export class FileOverlay {
  readonly #entries = new Map<string, FileEntry>()
  /** The modes of directories that are made if they are missing. */
  readonly #ensured = new Map<string, string>()
  /** The paths by which tasks name what they make, and where these lead. */
  readonly #names = new Map<string, string>()
  /** The first file that would be there below each directory; collected again after a change. */
  #firstBelow: ReadonlyMap<string, FileEntry> | undefined
  readonly #places = new Places(this.#entries)
  readonly trees = new PredictedTrees()
  readonly uncertain = new UncertainFiles()

  /** Predicts what a change makes of a file. */
  async predict(host: ReadHost, name: string, change: Change, entry: OverlayEntry): Promise<void> {
    const { action, after } = change
    const { path } = await this.#places.one(host, name)
    this.#names.set(name, path)
    this.#firstBelow = undefined
    if (action === 'set below') this.trees.predict(path, change, entry)
    // What is predicted below it implies that it is there.
    else if (action === 'ensure') this.#ensured.set(path, String(after?.mode ?? '0755'))
    else if (action === 'delete' || after === null) this.#delete(path, entry)
    else {
      this.#restoreParents(path, entry)
      this.#entries.set(path, entryAfter(change, this.#entries.get(path), entry))
    }
  }

  /** Notes a file that a task may change. */
  async predictUncertain(host: ReadHost, name: string, entry: UncertainEntry): Promise<void> {
    this.uncertain.add((await this.#places.one(host, name)).path, entry)
  }

  #delete(path: string, entry: OverlayEntry): void {
    for (const other of this.#entries.keys()) if (isAtOrBelow(other, path)) this.#entries.delete(other)
    this.uncertain.deleteBelow(path)
    this.#entries.set(path, { ...NEW, kind: 'absent', ...entry })
  }

  /** Directories above a path that would be gone are made again. */
  #restoreParents(path: string, entry: OverlayEntry): void {
    for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above))
      if (this.#entries.get(above)?.kind === 'absent')
        this.#entries.set(above, { ...NEW, kind: 'directory', mode: '0755', ...entry })
  }

  get isEmpty(): boolean {
    return this.#entries.size === 0 && this.uncertain.isEmpty && this.trees.isEmpty
  }

  /** Where paths lead, links above them followed. */
  placesOf(host: ReadHost, paths: readonly string[]): Promise<Place[]> {
    return this.#places.of(host, paths)
  }

  placeOf(host: ReadHost, path: string): Promise<Place> {
    return this.#places.one(host, path)
  }

  /** The entry of a place. */
  get(path: string): FileEntry | undefined {
    return this.#entries.get(path)
  }

  /** The entry of a path, links above it followed. */
  async at(host: ReadHost, path: string): Promise<FileEntry | undefined> {
    if (this.#entries.size === 0) return undefined
    return this.#entries.get((await this.#places.one(host, path)).path)
  }

  /** The task that may change what a path holds, links above it followed. */
  async uncertainAt(host: ReadHost, path: string): Promise<UncertainEntry | undefined> {
    return this.uncertain.isEmpty ? undefined : this.uncertain.at((await this.#places.one(host, path)).path)
  }

  /** The entries just below a directory. */
  within(directory: string): FileEntry[] {
    return [...this.#entries].filter(([path]) => posix.dirname(path) === directory).map(([, entry]) => entry)
  }

  /** The files that would be there, by their places. */
  present(): [string, FileEntry][] {
    return [...this.#entries].filter(([, { kind }]) => kind !== 'absent')
  }

  /** The files that would be there below a directory. */
  presentBelow(directory: string): [string, FileEntry][] {
    return this.present().filter(([path]) => isBelow(path, directory))
  }

  /** All entries and all files whose content is uncertain, by their places and by the paths that tasks have named. */
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

  /** Whether a directory, or anything in it, would differ. */
  async isTouched(host: ReadHost, directory: string): Promise<boolean> {
    if (this.isEmpty) return false
    const { path, isHidden } = await this.#places.one(host, directory)
    if (isHidden || this.#entries.has(path) || this.uncertain.at(path, 'attributes')) return true
    if (this.trees.overlaps(path)) return true
    return [...this.#entries, ...this.uncertain].some(([other]) => isBelow(other, path))
  }

  /** Whether a path would be gone, itself or with a directory above it, down to `root`. */
  isDeleted(path: string, root: string): boolean {
    const entry = this.#entries.get(path)
    return entry?.kind === 'absent' || (path !== root && this.isDeleted(posix.dirname(path), root))
  }

  /** The entry of a directory that is made for what is predicted below it; undefined if there is none. */
  impliedAt(path: string): FileEntry | undefined {
    this.#firstBelow ??= firstBelow(this.present())
    const below = this.#firstBelow.get(path)
    if (!below) return undefined
    const { by, number, kind, owner, group } = below
    const account = kind === 'directory' ? { owner, group } : {}
    return { ...NEW, ...account, kind: 'directory', mode: this.#ensured.get(path) ?? '0755', by, number }
  }

  /** Throws UnknownValueError if a path is in something whose kind is unknown. */
  refuseBelowUnknown(path: string): void {
    for (let above = posix.dirname(path); above !== '/' && above !== '.'; above = posix.dirname(above)) {
      const entry = this.#entries.get(above)
      if (entry?.kind === 'something') unknown(`what ${above} holds`, entry)
    }
  }
}

/** The first of some files below each directory that is above one of them. */
function firstBelow(files: readonly (readonly [path: string, entry: FileEntry])[]): Map<string, FileEntry> {
  const first = new Map<string, FileEntry>()
  for (const [path, entry] of files)
    for (let above = posix.dirname(path); above !== '/' && !first.has(above); above = posix.dirname(above))
      first.set(above, entry)
  return first
}

const NEW = { isNew: true, hasNewContent: true, digests: new Map<string, string>() } as const
