import { posix } from 'node:path'
import { compileGlob, hasWildcards } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { DigestAlgorithm } from '../../remote/probes/files/digest.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { pathsBelow } from '../../remote/probes/files/listing.ts'
import { fileContents } from '../../remote/probes/files/read.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'
import { withField } from './computed-fields.ts'
import { FileOverlay } from './file-overlay.ts'
import { fileStateOf } from './file-state.ts'
import { throwUnknown } from './overlay-entry.ts'
import { MAX_LINKS, type Place } from './predicted-paths.ts'

/** The predicted files of a host. Methods throw UnknownValueError if only a real run can give the answer. */
export class PredictedFiles {
  readonly overlay = new FileOverlay()

  /** Returns the predicted states of paths; null if nothing would exist there. */
  async states(
    host: ReadHost,
    paths: readonly string[],
    digest: DigestAlgorithm | undefined,
    depth = 0,
  ): Promise<(FileState | null)[]> {
    const places = await this.overlay.placesOf(host, paths)
    const kept = places.filter(({ isHidden, path }) => !isHidden && this.overlay.get(path)?.isNew !== true)
    const asked = [...new Set(kept.map(({ path }) => path))]
    const answers = asked.length === 0 ? [] : await host.ask(fileStates(asked, digest ? { digest } : {}))
    const real = new Map(asked.map((path, nth) => [path, answers[nth] ?? null]))
    return Promise.all(
      places.map(async place => {
        const state = await this.#stateAt(host, place, real.get(place.path) ?? null, digest)
        return this.#withTarget(host, place.path, state, digest, depth)
      }),
    )
  }

  /** Returns the predicted state of a resolved path. `real` is the real state there. */
  async #stateAt(
    host: ReadHost,
    { path, isHidden }: Place,
    real: FileState | null,
    digest: DigestAlgorithm | undefined,
  ): Promise<FileState | null> {
    const { overlay } = this
    overlay.refuseBelowUnknown(path)
    const entry = overlay.get(path)
    let state = isHidden ? null : real
    if (entry) state = await fileStateOf(host, path, entry, real, digest)
    else if (state === null) {
      const implied = overlay.impliedAt(path)
      state = implied ? await fileStateOf(host, path, implied, null, undefined) : null
    }
    return overlay.uncertain.limit(path, await overlay.trees.apply(host, path, state, entry))
  }

  /** Adds the state of a link's target, if the link or its target is predicted. */
  async #withTarget(
    host: ReadHost,
    path: string,
    state: FileState | null,
    digest: DigestAlgorithm | undefined,
    depth: number,
  ): Promise<FileState | null> {
    if (state?.kind !== 'link' || state.target === undefined || depth > MAX_LINKS) return state
    const target = posix.resolve(posix.dirname(path), state.target)
    const isPredicted = this.overlay.get(path) ?? (await this.overlay.at(host, target))
    if (!isPredicted) return state
    const [leadsTo = null] = await this.states(host, [target], digest, depth + 1)
    return withField(state, 'leadsTo', leadsTo?.kind === 'link' ? (leadsTo.leadsTo ?? null) : leadsTo)
  }

  /** Returns the predicted contents of files, after following links; null if there is no file. */
  contents(host: ReadHost, paths: readonly string[]): Promise<(Buffer | null)[]> {
    return Promise.all(paths.map(path => this.#contentOf(host, path)))
  }

  async #contentOf(host: ReadHost, path: string, depth = 0): Promise<Buffer | null> {
    const { overlay } = this
    const place = await overlay.placeOf(host, path)
    const entry = overlay.get(place.path)
    const uncertain = overlay.uncertain.at(place.path)
    if (entry === undefined && place.isHidden && !uncertain) return null
    if (entry?.kind === 'link' && depth < MAX_LINKS) {
      const target = posix.resolve(posix.dirname(place.path), entry.target ?? '')
      return this.#contentOf(host, target, depth + 1)
    }
    if (uncertain) throwUnknown(`the content of ${path}`, uncertain)
    if (entry?.kind === 'something') throwUnknown(`the content of ${path}`, entry)
    overlay.refuseBelowUnknown(place.path)
    if (entry?.kind !== undefined && entry.kind !== 'file') return null
    if (entry?.hasNewContent)
      return entry.content ?? throwUnknown(`the content of ${path}`, entry, entry.known)
    return (await host.ask(fileContents([place.path])))[0] ?? null
  }

  /** Whether something would exist at a path, or match it if it has wildcards; undefined if the real answer applies. */
  async exists(host: ReadHost, pattern: string): Promise<boolean | undefined> {
    const { overlay } = this
    if (overlay.isEmpty) return undefined
    if ((await overlay.at(host, pattern))?.kind === 'something') return true
    if (!hasWildcards(pattern)) return (await this.states(host, [pattern], undefined))[0] !== null
    const wanted = pattern.split('/').map(part => compileGlob(part))
    const matches = (path: string, isPrefix = false): boolean => {
      const parts = path.split('/')
      const fits = isPrefix ? parts.length < wanted.length : parts.length === wanted.length
      return fits && parts.every((part, nth) => wanted[nth]?.matches(part))
    }
    if (overlay.present().some(([path]) => matches(path))) return true
    const open = [...overlay.uncertain].find(
      ([path, { isWhole, keepsContent }]) =>
        !keepsContent && (matches(path) || (isWhole && matches(path, true))),
    )
    if (open === undefined) return undefined
    return open[1].mayGo || !(await host.ask(pathExists(pattern)))
      ? throwUnknown(`whether ${pattern} is there`, open[1])
      : true
  }

  /**
   * Returns the predicted entries below a directory as sorted relative paths. `depth` is the number of levels; all if
   * absent.
   */
  async pathsBelow(host: ReadHost, directory: string, depth?: number): Promise<string[]> {
    const { overlay } = this
    const root = await overlay.placeOf(host, directory)
    overlay.refuseBelowUnknown(`${root.path}/`)
    const uncertain = overlay.uncertain.at(root.path) ?? overlay.uncertain.below(root.path)
    if (uncertain) throwUnknown(`what ${directory} holds`, uncertain)
    const isKept = !root.isHidden && overlay.get(root.path)?.isNew !== true
    const [now = null] = isKept ? await host.ask(fileStates([root.path])) : []
    const real =
      (now?.leadsTo ?? now)?.kind === 'directory' ? await host.ask(pathsBelow(root.path, depth)) : []
    const kept = real.filter(name => !overlay.isDeleted(`${root.path}/${name}`, root.path))
    const more = overlay.presentBelow(root.path).flatMap(([path]) => {
      const parts = path.slice(root.path.length + 1).split('/')
      return parts.slice(0, depth).map((_, nth) => parts.slice(0, nth + 1).join('/'))
    })
    return [...new Set([...kept, ...more])].sort()
  }

  /** Returns the predicted states of a directory and everything in it, without links. */
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

  /** Returns where a path leads through predicted links; undefined if the real answer applies. */
  async realPath(host: ReadHost, path: string): Promise<string | undefined> {
    const entry = await this.overlay.at(host, path)
    if (entry === undefined) return undefined
    const { path: place } = await this.overlay.placeOf(host, path)
    return entry.kind === 'link' ? posix.resolve(posix.dirname(place), entry.target ?? '') : place
  }
}
