import { posix } from 'node:path'
import type { ReadHost } from '../../remote/host.ts'
import { fileStates } from '../../remote/probes/files/file.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import type { FileState } from '../../remote/probes/files/stat-line.ts'

/** Links that are followed before they count as a circle, as Linux does. */
export const MOST_LINKS = 40

/** Where something stands once links are followed; hidden where nothing of the host's own can be there. */
export interface Place {
  readonly path: string
  readonly isHidden: boolean
}

/** What of a file that is laid says where paths through it lead. */
interface Step {
  readonly kind?: string | undefined
  readonly isNew: boolean
  readonly target?: string | undefined
}

/** Where paths lead, through the links of a host and those that are laid over it. */
export class Places {
  readonly #laid: ReadonlyMap<string, Step>
  /** What the host has above paths that were looked for: a dry run does not change it. */
  readonly #known = new Map<string, FileState | null>()

  constructor(laid: ReadonlyMap<string, Step>) {
    this.#laid = laid
  }

  /** Paths with the links above them followed, those of the host and those that are laid. */
  async of(host: ReadHost, paths: readonly string[]): Promise<Place[]> {
    await this.#learn(host, paths)
    return Promise.all(paths.map(path => this.one(host, path)))
  }

  async one(host: ReadHost, path: string): Promise<Place> {
    let [done, rest] = ['', partsOf(plainPath(path))]
    let isHidden = false
    await this.#learn(host, [path])
    for (let links = 0; rest.length > 1; ) {
      const [part = '', ...others] = rest
      const laid = this.#laid.get(`${done}/${part}`)
      const real = isHidden ? null : this.#known.get(`${done}/${part}`)
      const target = laid?.kind === undefined ? real?.target : laid.target
      if (target !== undefined && links < MOST_LINKS) {
        const next = posix.join(posix.resolve(done || '/', target), ...others)
        await this.#learn(host, [next])
        ;[done, rest, links, isHidden] = ['', partsOf(next), links + 1, false]
        continue
      }
      if (laid?.isNew) isHidden = true
      ;[done, rest] = [`${done}/${part}`, others]
    }
    return { path: `${done}/${rest[0] ?? ''}`, isHidden }
  }

  /** Asks what stands above paths, as far as that is not known. */
  async #learn(host: ReadHost, paths: readonly string[]): Promise<void> {
    const above = paths.flatMap(path => {
      const parts = partsOf(plainPath(path)).slice(0, -1)
      return parts.map((_, nth) => `/${parts.slice(0, nth + 1).join('/')}`)
    })
    const unknown = [...new Set(above)].filter(path => !this.#known.has(path))
    if (unknown.length === 0) return
    const states = await host.ask(fileStates(unknown))
    for (const [nth, path] of unknown.entries()) this.#known.set(path, states[nth] ?? null)
  }
}

function partsOf(path: string): string[] {
  return posix.normalize(path).split('/').filter(Boolean)
}
