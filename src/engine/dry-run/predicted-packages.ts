import type { Change } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type DebState, debStates, NO_PACKAGE, rpmStates } from '../../remote/probes/package.ts'
import { Unknown } from '../../values/unknown.ts'
import { type Doubt, type OverlayEntry, unknown } from './overlay-entry.ts'

interface LaidPackage extends OverlayEntry {
  /** Null where it would be gone. */
  readonly version: string | null
}

/** The packages of a host as they would be. */
export class PredictedPackages {
  readonly #laid = new Map<string, LaidPackage>()
  /** Packages that tasks may change of which a dry run cannot tell. */
  readonly #doubts = new Map<string, Doubt>()
  #lists: OverlayEntry | undefined

  /** What a task may change, or not. */
  doubt(name: string, doubt: Doubt): void {
    this.#doubts.set(name, doubt)
  }

  /** What a change makes of the package that it names. */
  lay({ resource, after }: Change, laid: OverlayEntry): void {
    const name = resource.slice('package:'.length)
    const version = after?.version instanceof Unknown ? 'newest' : String(after?.version ?? 'newest')
    this.#laid.set(name, { ...laid, version: after ? version : null })
  }

  /** Fresh lists will name what those that are there do not, or the task that wants it fails. */
  refreshLists(laid: OverlayEntry): void {
    this.#lists = laid
  }

  /** How old apt's lists would be, in seconds: new ones, none since what would be changed, or undefined where the host knows. */
  listsAge(files: readonly (readonly [string, OverlayEntry])[]): number | null | undefined {
    const sources = files.filter(([path]) => /^\/etc\/apt\/sources\.list(\.d\/|$)/.test(path))
    const isChanged = sources.some(([, { number }]) => number > (this.#lists?.number ?? 0))
    return isChanged ? null : this.#lists && 0
  }

  /** What apt would do with packages that are not there yet, nobody can ask it. */
  refuseSimulation(): undefined {
    const [laid] = [...this.#laid.values(), ...this.#doubts.values(), ...(this.#lists ? [this.#lists] : [])]
    return laid && unknown('what apt would do', laid)
  }

  /** Whether one of them would be there that was not, and so may bring files, commands and units that no one has listed. */
  get brought(): (OverlayEntry & { readonly name: string }) | undefined {
    for (const [name, laid] of this.#laid) if (laid.version !== null) return { ...laid, name }
    const [open] = this.#doubts
    return open && { ...open[1], name: open[0] }
  }

  hasOneOf(names: readonly string[]): boolean {
    return this.#lists !== undefined || names.some(name => this.#laid.has(name) || this.#doubts.has(name))
  }

  #refuseDoubts(names: readonly string[]): void {
    for (const name of names) {
      const doubt = this.#doubts.get(name)
      if (doubt) unknown(`the package ${name}`, doubt)
    }
  }

  /** Whether a package of this name would be there: it brings the command that it is named after. */
  brings(name: string): boolean {
    return (this.#laid.get(name)?.version ?? null) !== null
  }

  async debs(host: ReadHost, names: readonly string[], release = ''): Promise<Map<string, DebState>> {
    this.#refuseDoubts(names)
    const states = new Map(await host.ask(debStates(names, release)))
    for (const name of names) {
      const laid = this.#laid.get(name)
      const seen = states.get(name) ?? NO_PACKAGE
      if (!laid) {
        const mayCome = this.#lists && seen.installed === null && seen.candidate === null
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
    this.#refuseDoubts(names)
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
