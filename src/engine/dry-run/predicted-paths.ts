import { posix } from 'node:path'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** The maximum number of links that are followed; more count as a loop of links, as in Linux. */
export const MAX_LINKS = 40

/** Whether a path is in a directory, at any depth. */
export function isBelow(path: string, directory: string): boolean {
  return path.startsWith(`${directory}/`)
}

/** Whether a path is a directory, or in it. */
export function isAtOrBelow(path: string, directory: string): boolean {
  return path === directory || isBelow(path, directory)
}

/** Where a path leads after following links. Hidden: nothing from the real host can exist there. */
export interface Place {
  readonly path: string
  readonly isHidden: boolean
}

/** The part of a file's entry that determines where paths through it lead. */
interface Step {
  readonly kind?: string | undefined
  readonly isNew: boolean
  readonly target?: string | undefined
}

/** Resolves paths through real and predicted links. */
export class Places {
  readonly #entries: ReadonlyMap<string, Step>
  /** The real states of directories above paths, cached because a dry run does not change them. */
  readonly #real = new Map<string, FileState | null>()

  constructor(entries: ReadonlyMap<string, Step>) {
    this.#entries = entries
  }

  /** Resolves paths by following the real and predicted links in the directories above them. */
  async of(host: ReadHost, paths: readonly string[]): Promise<Place[]> {
    await this.#askAbove(host, paths)
    return Promise.all(paths.map(path => this.one(host, path)))
  }

  /** Resolves the links in the directories above one path. */
  async one(host: ReadHost, path: string): Promise<Place> {
    let [done, rest] = ['', partsOf(plainPath(path))]
    let isHidden = false
    await this.#askAbove(host, [path])
    for (let links = 0; rest.length > 1; ) {
      const [part = '', ...others] = rest
      const entry = this.#entries.get(`${done}/${part}`)
      const real = isHidden ? null : this.#real.get(`${done}/${part}`)
      const target = entry?.kind === undefined ? real?.target : entry.target
      if (target !== undefined && links < MAX_LINKS) {
        const next = posix.join(posix.resolve(done || '/', target), ...others)
        await this.#askAbove(host, [next])
        ;[done, rest, links, isHidden] = ['', partsOf(next), links + 1, false]
        continue
      }
      if (entry?.isNew) isHidden = true
      ;[done, rest] = [`${done}/${part}`, others]
    }
    return { path: `${done}/${rest[0] ?? ''}`, isHidden }
  }

  /** Reads the real states of the directories above paths that are not cached yet. */
  async #askAbove(host: ReadHost, paths: readonly string[]): Promise<void> {
    const above = paths.flatMap(path => {
      const parts = partsOf(plainPath(path)).slice(0, -1)
      return parts.map((_, nth) => `/${parts.slice(0, nth + 1).join('/')}`)
    })
    const missing = [...new Set(above)].filter(path => !this.#real.has(path))
    if (missing.length === 0) return
    const states = await host.ask(fileStates(missing))
    for (const [nth, path] of missing.entries()) this.#real.set(path, states[nth] ?? null)
  }
}

function partsOf(path: string): string[] {
  return posix.normalize(path).split('/').filter(Boolean)
}
