import type { ReadHost } from '../../host/host.ts'
import { type DebState, debStates, NO_PACKAGE, rpmStates } from '../../host/probes/package.ts'
import { compileGlob } from '../glob.ts'
import type { Change } from '../plan.ts'
import { type Laid, unknown } from './laid.ts'

interface LaidPackage extends Laid {
  /** Null where it would be gone. */
  readonly version: string | null
}

/** The packages of a host as they would be. */
export class PredictedPackages {
  readonly #laid = new Map<string, LaidPackage>()
  #areListsFresh = false

  /** What a change makes of the package that it names. */
  lay({ resource, after }: Change, laid: Laid): void {
    const name = resource.slice('package:'.length)
    this.#laid.set(name, { ...laid, version: after ? String(after.version ?? 'newest') : null })
  }

  /** Fresh lists will name what those that are there do not, or the task that wants it fails. */
  refreshLists(): void {
    this.#areListsFresh = true
  }

  /** Whether one of them would be there that was not, and so may bring files, commands and units that no one has listed. */
  get brought(): (Laid & { readonly name: string }) | undefined {
    for (const [name, laid] of this.#laid) if (laid.version !== null) return { ...laid, name }
    return undefined
  }

  hasOneOf(names: readonly string[]): boolean {
    return this.#areListsFresh || names.some(name => this.#laid.has(name))
  }

  /** Whether a package of this name would be there: it brings the command that it is named after. */
  brings(name: string): boolean {
    return (this.#laid.get(name)?.version ?? null) !== null
  }

  async debs(host: ReadHost, names: readonly string[]): Promise<Map<string, DebState>> {
    const states = new Map(await host.ask(debStates(names)))
    for (const name of names) {
      const laid = this.#laid.get(name)
      const seen = states.get(name) ?? NO_PACKAGE
      if (!laid) {
        const mayCome = this.#areListsFresh && seen.installed === null && seen.candidate === null
        if (mayCome) states.set(name, { ...seen, isUnheard: false, candidate: 'newest' })
        continue
      }
      const installed = laid.version === null ? null : versionOf(laid.version, seen.candidate)
      // Lists that were never fetched name no version.
      const candidate = (): string | null => seen.candidate ?? unknown(`the newest version of ${name}`, laid)
      states.set(
        name,
        Object.defineProperty({ ...seen, installed }, 'candidate', { get: candidate, enumerable: true }),
      )
    }
    return states
  }

  async rpms(host: ReadHost, names: readonly string[]): Promise<Map<string, readonly string[]>> {
    const real = await host.ask(rpmStates(names))
    const laid = names.flatMap(name => {
      const found = this.#laid.get(name)
      return found ? [[name, found.version === null ? [] : [found.version]] as const] : []
    })
    return new Map([...real, ...laid])
  }
}

/** The version that a wish for one comes to: the newest, where the wish lets it be. */
function versionOf(wanted: string, candidate: string | null | undefined): string {
  if (candidate === null || candidate === undefined) return wanted
  return wanted === 'newest' || compileGlob(wanted).matches(candidate) ? candidate : wanted
}
