import { posix } from 'node:path'
import type { Change } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { groupId, userId } from '../../remote/probes/account.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { resolveMode } from '../../task-lib/files/mode.ts'
import { known, Unknown } from '../../values/unknown.ts'
import { entryAfter, type FileEntry } from './file-entry.ts'
import { fileStateOf, idOf, nameOf, withField, withRead } from './file-state.ts'
import { type Doubt, type OverlayEntry, unknown } from './overlay-entry.ts'
import { MOST_LINKS, Places } from './predicted-paths.ts'

/** The files of a host as they would be. */
export class PredictedFiles {
  readonly #laid = new Map<string, FileEntry>()
  /** The modes that directories have which are made where they are missing. */
  readonly #ensured = new Map<string, string>()
  /** Mode, owner and group that would be set of all that is below directories, in that order. */
  readonly #trees: LaidTree[] = []
  /** What tasks may change of which a dry run cannot tell. */
  readonly #doubts = new Map<string, Doubt>()
  /** Where the paths lead by which tasks name what they make. */
  readonly #names = new Map<string, string>()
  readonly #places = new Places(this.#laid)

  /** What a change makes of the file that it names. */
  async lay(host: ReadHost, change: Change, laid: OverlayEntry): Promise<void> {
    const { resource, action, after } = change
    const name = resource.slice('file:'.length)
    const { path } = await this.#places.one(host, name)
    this.#names.set(name, path)
    if (action === 'set below') {
      const { mode, owner, group } = after ?? {}
      this.#trees.push({ ...laid, path, mode, owner, group } as LaidTree)
      return
    }
    // What stands below it says that it is there.
    if (action === 'ensure') {
      this.#ensured.set(path, String(after?.mode ?? '0755'))
      return
    }
    if (action === 'delete' || after === null) {
      for (const map of [this.#laid, this.#doubts])
        for (const other of map.keys()) if (other === path || other.startsWith(`${path}/`)) map.delete(other)
      const absent = { kind: 'absent', isNew: true, hasNewContent: true, digests: new Map() } as const
      this.#laid.set(path, { ...absent, ...laid })
      return
    }
    // Those above it that were to be gone would be made again.
    for (let above = posix.dirname(path); above !== '/'; above = posix.dirname(above)) {
      if (this.#laid.get(above)?.kind !== 'absent') continue
      const again = {
        kind: 'directory',
        isNew: true,
        hasNewContent: true,
        digests: new Map(),
        mode: '0755',
      } as const
      this.#laid.set(above, { ...again, ...laid })
    }
    this.#laid.set(path, entryAfter(change, this.#laid.get(path), laid))
  }

  /** What a task may change, or not. */
  async doubt(host: ReadHost, name: string, doubt: Doubt): Promise<void> {
    const { path } = await this.#places.one(host, name)
    const was = this.#doubts.get(path)
    this.#doubts.set(path, {
      ...doubt,
      isWhole: doubt.isWhole || was?.isWhole === true,
      mayGo: doubt.mayGo || was?.mayGo === true,
      keepsContent: doubt.keepsContent && was?.keepsContent !== false,
    })
  }

  get isEmpty(): boolean {
    return this.#laid.size === 0 && this.#doubts.size === 0 && this.#trees.length === 0
  }

  /** Who may change what a path holds, links above it followed. */
  async doubtAt(host: ReadHost, path: string): Promise<Doubt | undefined> {
    return this.#doubts.size === 0 ? undefined : this.#doubtOf((await this.#places.one(host, path)).path)
  }

  /** Who may change what a path holds; with `attributes`, or its mode and owner alone. */
  #doubtOf(path: string, how: 'content' | 'attributes' = 'content'): Doubt | undefined {
    let found: Doubt | undefined
    for (let at = path; at !== '/' && at !== '.'; at = posix.dirname(at)) {
      const doubt = this.#doubts.get(at)
      if (!doubt || (at !== path && !doubt.isWhole)) continue
      if (!doubt.keepsContent) return doubt
      found ??= doubt
    }
    return how === 'content' ? undefined : found
  }

  #doubtBelow(directory: string): Doubt | undefined {
    for (const [path, doubt] of this.#doubts)
      if (!doubt.keepsContent && path.startsWith(`${directory}/`)) return doubt
    return undefined
  }

  /** What is at a path once mode and owner of all below a directory above it were set. */
  async #withTrees(
    host: ReadHost,
    path: string,
    state: FileState | null,
    laid: OverlayEntry | undefined,
  ): Promise<FileState | null> {
    let found = state
    for (const tree of this.#trees) {
      const isBelow = path === tree.path || path.startsWith(`${tree.path}/`)
      // What was made after it has what it was made with.
      if (!found || !isBelow || (laid && laid.number > tree.number)) continue
      const was = found
      if (tree.mode !== undefined && was.kind !== 'link')
        found = withRead(found, 'mode', () =>
          resolveMode(known(tree.mode ?? ''), { mode: was.mode, isDirectory: was.kind === 'directory' }),
        )
      if (tree.owner !== undefined) found = await withAccount(host, found, tree.owner, 'owner', 'uid', userId)
      if (tree.group !== undefined)
        found = await withAccount(host, found, tree.group, 'group', 'gid', groupId)
    }
    return found
  }

  /** What is at a path as far as doubts about it let that be told: what is there stays, with all that is in it open. */
  #underDoubt(path: string, state: FileState | null): FileState | null {
    if (this.#doubts.size === 0) return state
    if (state === null) {
      const open = this.#doubtOf(path) ?? this.#doubtBelow(path)
      return open ? unknown(`what ${path} is`, open) : null
    }
    const doubt = this.#doubtOf(path, 'attributes')
    if (doubt === undefined) return state
    const isOdd = !['file', 'directory'].includes(state.kind) && !doubt.keepsContent
    if (doubt.mayGo || isOdd) return unknown(`what ${path} is`, doubt)
    const content = doubt.keepsContent ? [] : ['size', 'digest']
    const open = ['mode', 'uid', 'gid', 'owner', 'group', ...content].reduce<FileState>(
      (seen, field) => withRead(seen, field, () => unknown(`the ${field} of ${path}`, doubt)),
      state,
    )
    return withField(open, 'mtime', Number.NaN)
  }

  /** What is laid at a path, links above it followed. */
  async at(host: ReadHost, path: string): Promise<FileEntry | undefined> {
    if (this.#laid.size === 0) return undefined
    return this.#laid.get((await this.#places.one(host, path)).path)
  }

  /** What is laid just below a directory. */
  within(directory: string): FileEntry[] {
    return [...this.#laid].filter(([path]) => posix.dirname(path) === directory).map(([, laid]) => laid)
  }

  /** All that is laid or in doubt, by its path and by the paths that tasks have named. */
  *entries(): Iterable<[string, FileEntry]> {
    yield* this.#laid
    for (const [path, doubt] of this.#doubts)
      if (!doubt.keepsContent)
        yield [path, { ...doubt, kind: 'something', isNew: false, hasNewContent: true, digests: new Map() }]
    for (const [name, path] of this.#names) {
      const laid = this.#laid.get(path)
      if (laid && name !== path) yield [name, laid]
    }
  }

  /** What would stand at paths. */
  async states(
    host: ReadHost,
    paths: readonly string[],
    digest: DigestAlgorithm | undefined,
    depth = 0,
  ): Promise<(FileState | null)[]> {
    const places = await this.#places.of(host, paths)
    const real = places.filter(({ isHidden, path }) => !isHidden && this.#laid.get(path)?.isNew !== true)
    const asked = [...new Set(real.map(({ path }) => path))]
    const answers = asked.length === 0 ? [] : await host.ask(fileStates(asked, digest ? { digest } : {}))
    const seen = new Map(asked.map((path, nth) => [path, answers[nth] ?? null]))
    return Promise.all(
      places.map(async ({ path, isHidden }) => {
        this.#refuseBelowSomething(path)
        const laid = this.#laid.get(path)
        const built = laid
          ? await fileStateOf(host, path, laid, seen.get(path) ?? null, digest)
          : seen.get(path)
        const isThere = built && !(isHidden && !laid)
        const whole = isThere ? built : laid ? null : await this.#implied(host, path)
        const found = this.#underDoubt(path, await this.#withTrees(host, path, whole, laid))
        if (!found || !isThere) return found
        if (found.kind !== 'link' || found.target === undefined || depth > MOST_LINKS) return found
        const target = posix.resolve(posix.dirname(path), found.target)
        if (!laid && (await this.at(host, target)) === undefined) return found
        const [leadsTo = null] = await this.states(host, [target], digest, depth + 1)
        return withField(found, 'leadsTo', leadsTo?.kind === 'link' ? (leadsTo.leadsTo ?? null) : leadsTo)
      }),
    )
  }

  /** The bytes of files, through links; null for none. Throws where they are unknown. */
  async contents(host: ReadHost, paths: readonly string[], depth = 0): Promise<(Buffer | null)[]> {
    return Promise.all(
      paths.map(async path => {
        const place = await this.#places.one(host, path)
        const laid = this.#laid.get(place.path)
        if (laid === undefined && place.isHidden && !this.#doubtOf(place.path)) return null
        if (laid?.kind === 'link' && depth < MOST_LINKS) {
          const target = posix.resolve(posix.dirname(place.path), laid.target ?? '')
          return (await this.contents(host, [target], depth + 1))[0] ?? null
        }
        const doubt = this.#doubtOf(place.path)
        if (doubt) unknown(`the content of ${path}`, doubt)
        if (laid?.kind === 'something') unknown(`the content of ${path}`, laid)
        this.#refuseBelowSomething(place.path)
        if (laid?.kind !== undefined && laid.kind !== 'file') return null
        if (laid?.hasNewContent) return laid.content ?? unknown(`the content of ${path}`, laid, laid.known)
        return (await host.ask(fileContents([place.path])))[0] ?? null
      }),
    )
  }

  /** Whether anything would be at a path, or match it where it holds wildcards; undefined where the host knows. */
  async exists(host: ReadHost, pattern: string): Promise<boolean | undefined> {
    if (this.isEmpty) return undefined
    if ((await this.at(host, pattern))?.kind === 'something') return true
    if (!/[*?[]/.test(pattern)) return (await this.states(host, [pattern], undefined))[0] !== null
    const wanted = pattern.split('/').map(part => compileGlob(part))
    const matches = (path: string, isPrefix = false): boolean => {
      const parts = path.split('/')
      const fits = isPrefix ? parts.length < wanted.length : parts.length === wanted.length
      return fits && parts.every((part, nth) => wanted[nth]?.matches(part))
    }
    if ([...this.#laid].some(([path, { kind }]) => kind !== 'absent' && matches(path))) return true
    const open = [...this.#doubts].find(
      ([path, { isWhole, keepsContent }]) =>
        !keepsContent && (matches(path) || (isWhole && matches(path, true))),
    )
    if (open === undefined) return undefined
    return open[1].mayGo || !(await host.ask(pathExists(pattern)))
      ? unknown(`whether ${pattern} is there`, open[1])
      : true
  }

  /** What a directory would hold, paths relative to it, in name order. */
  async pathsBelow(host: ReadHost, directory: string): Promise<string[]> {
    const root = await this.#places.one(host, directory)
    this.#refuseBelowSomething(`${root.path}/`)
    const doubt = this.#doubtOf(root.path) ?? this.#doubtBelow(root.path)
    if (doubt) unknown(`what ${directory} holds`, doubt)
    const isKept = !root.isHidden && this.#laid.get(root.path)?.isNew !== true
    const [now = null] = isKept ? await host.ask(fileStates([root.path])) : []
    const real = (now?.leadsTo ?? now)?.kind === 'directory' ? await host.ask(pathsBelow(root.path)) : []
    const isGone = (path: string): boolean => {
      const laid = this.#laid.get(path)
      return laid?.kind === 'absent' || (path !== root.path && isGone(posix.dirname(path)))
    }
    const kept = real.filter(name => !isGone(`${root.path}/${name}`))
    const more = this.#below(root.path).flatMap(([path]) => {
      const parts = path.slice(root.path.length + 1).split('/')
      return parts.map((_, nth) => parts.slice(0, nth + 1).join('/'))
    })
    return [...new Set([...kept, ...more])].sort()
  }

  /** The states of all that would be in a directory, itself included; links left out. */
  async treeStates(host: ReadHost, directory: string): Promise<FileState[]> {
    const [top = null] = await this.states(host, [directory], undefined)
    if (top?.kind !== 'directory') return []
    const names = await this.pathsBelow(host, directory)
    const states = await this.states(
      host,
      names.map(name => posix.join(directory, name)),
      undefined,
    )
    return [top, ...states.filter(state => state !== null && state.kind !== 'link')] as FileState[]
  }

  /** Whether anything is laid over a directory or in it. */
  async isTouched(host: ReadHost, directory: string): Promise<boolean> {
    if (this.isEmpty) return false
    const { path, isHidden } = await this.#places.one(host, directory)
    if (isHidden || this.#laid.has(path) || this.#doubtOf(path, 'attributes')) return true
    if (this.#trees.some(tree => `${path}/`.startsWith(`${tree.path}/`) || tree.path.startsWith(`${path}/`)))
      return true
    return [...this.#laid.keys(), ...this.#doubts.keys()].some(other => other.startsWith(`${path}/`))
  }

  /** What is in something of which nobody knows what it would be. */
  #refuseBelowSomething(path: string): void {
    for (let above = posix.dirname(path); above !== '/' && above !== '.'; above = posix.dirname(above)) {
      const laid = this.#laid.get(above)
      if (laid?.kind === 'something') unknown(`what ${above} holds`, laid)
    }
  }

  #below(directory: string): [string, FileEntry][] {
    return [...this.#laid].filter(([path, { kind }]) => kind !== 'absent' && path.startsWith(`${directory}/`))
  }

  /** Where a path leads, as far as links that are laid go. */
  async realPath(host: ReadHost, path: string): Promise<string | undefined> {
    const laid = await this.at(host, path)
    if (laid === undefined) return undefined
    const { path: place } = await this.#places.one(host, path)
    return laid.kind === 'link' ? posix.resolve(posix.dirname(place), laid.target ?? '') : place
  }

  /** A directory that was made for what stands below it. */
  async #implied(host: ReadHost, path: string): Promise<FileState | null> {
    const below = [...this.#laid].find(
      ([other, { kind }]) => kind !== 'absent' && other.startsWith(`${path}/`),
    )
    if (!below) return null
    const { by, number, kind, owner, group } = below[1]
    const directory = {
      ...(kind === 'directory' ? { owner, group } : {}),
      mode: this.#ensured.get(path) ?? '0755',
      kind: 'directory',
      isNew: true,
      hasNewContent: true,
      digests: new Map(),
    } as const
    return fileStateOf(host, path, { ...directory, by, number }, null, undefined)
  }
}

/** Mode, owner and group that would be set of all below a directory; each may be unknown. */
interface LaidTree extends OverlayEntry {
  readonly path: string
  /** As it is given, symbolic or in octal digits. */
  readonly mode?: string | Unknown
  readonly owner?: string | Unknown
  readonly group?: string | Unknown
}

async function withAccount(
  host: ReadHost,
  state: FileState,
  account: string | Unknown,
  name: 'owner' | 'group',
  number: 'uid' | 'gid',
  probeOf: typeof userId,
): Promise<FileState> {
  if (account instanceof Unknown) {
    const stop = (): never => known<never>(account)
    return withRead(withRead(state, name, stop), number, stop)
  }
  const named = withField(state, name, nameOf(account) ?? null)
  return withField(named, number, await idOf(host, account, probeOf, Number.NaN))
}
