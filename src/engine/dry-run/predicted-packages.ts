import type { Change } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type DebState, debStates, NO_PACKAGE } from '../../remote/probes/packages/debs.ts'
import { type HomebrewAnswer, homebrewPackages } from '../../remote/probes/packages/homebrew.ts'
import { rpmStates } from '../../remote/probes/packages/rpms.ts'
import type { SubjectOf } from '../../remote/subject.ts'
import { Unknown } from '../../values/unknown.ts'
import { withRead } from './computed-fields.ts'
import { type OverlayEntry, throwUnknown, type UncertainEntry } from './overlay-entry.ts'

interface PackageEntry extends OverlayEntry {
  /** The predicted version; null if the package would be removed. */
  readonly version: string | null
}

/** The predicted packages of a host. */
export class PredictedPackages {
  readonly #entries = new Map<string, PackageEntry>()
  readonly #uncertain = new Map<string, UncertainEntry>()
  #lists: OverlayEntry | undefined

  /** Applies a change to the predicted state of a package. */
  predict(name: string, { after }: Change, entry: OverlayEntry): void {
    const version = after?.version instanceof Unknown ? 'newest' : String(after?.version ?? 'newest')
    this.#entries.set(name, { ...entry, version: after ? version : null })
  }

  /** Records a package that a task may change. */
  predictUncertain(name: string, entry: UncertainEntry): void {
    this.#uncertain.set(name, entry)
  }

  /**
   * Predicts that apt's lists are fetched. A package that the real lists do not contain is assumed to be in the new
   * ones; if it is not, the task that needs it fails in a real run.
   */
  refreshLists(entry: OverlayEntry): void {
    this.#lists = entry
  }

  /**
   * Returns the predicted age of apt's lists in seconds: null if they were not fetched after a change of their
   * sources, undefined if the real answer applies. `files` are the predicted files.
   */
  listsAge(files: readonly (readonly [string, OverlayEntry])[]): number | null | undefined {
    const sources = files.filter(([path]) => /^\/etc\/apt\/sources\.list(\.d\/|$)/.test(path))
    const isChanged = sources.some(([, { number }]) => number > (this.#lists?.number ?? 0))
    return isChanged ? null : this.#lists && 0
  }

  /** Throws UnknownValueError if apt's lists would have been fetched: the time is known only in a real run. */
  refuseListsTime(): undefined {
    return this.#lists && throwUnknown('when apt last fetched its lists', this.#lists)
  }

  /** Throws UnknownValueError if packages would have changed: the package manager cannot simulate later steps. */
  refuseSimulation(): undefined {
    const [entry] = [
      ...this.#entries.values(),
      ...this.#uncertain.values(),
      ...(this.#lists ? [this.#lists] : []),
    ]
    return entry && throwUnknown('what the package manager would do', entry)
  }

  /**
   * Throws UnknownValueError for a list that changed packages could affect, if packages would have changed. `what`
   * names the list.
   */
  refuseList(what: string): undefined {
    const [entry] = [...this.#entries.values(), ...this.#uncertain.values()]
    return entry && throwUnknown(what, entry)
  }

  /** A package that would be installed, or may be, and so may provide files, commands and units that no plan lists. */
  get provider(): (OverlayEntry & { readonly name: string }) | undefined {
    for (const [name, entry] of this.#entries) if (entry.version !== null) return { ...entry, name }
    const [open] = this.#uncertain
    return open && { ...open[1], name: open[0] }
  }

  /** Whether the predicted state of at least one of these packages may differ from the real one. */
  hasOneOf(names: readonly string[]): boolean {
    return (
      this.#lists !== undefined || names.some(name => this.#entries.has(name) || this.#uncertain.has(name))
    )
  }

  /** Whether a package with this name would be installed. It is assumed to provide a command with the same name. */
  provides(name: string): boolean {
    return (this.#entries.get(name)?.version ?? null) !== null
  }

  /** Returns the predicted states of packages for dpkg and apt. */
  async debs(host: ReadHost, names: readonly string[], release: string): Promise<Map<string, DebState>> {
    this.#refuseUncertain(names)
    const states = new Map(await host.ask(debStates(names, release)))
    for (const name of names) {
      const entry = this.#entries.get(name)
      const seen = states.get(name) ?? NO_PACKAGE
      if (entry) states.set(name, debAfter(name, seen, entry))
      else if (this.#lists && seen.installed === null && seen.candidate === null)
        states.set(name, { ...seen, isUnheard: false, candidate: 'newest' })
    }
    return states
  }

  /** Returns the predicted versions of packages that rpm has installed. */
  async rpms(host: ReadHost, specs: readonly string[]): Promise<Map<string, readonly string[]>> {
    this.#refuseUncertain(specs)
    const real = await host.ask(rpmStates(specs))
    const predicted = specs.flatMap(name => {
      const entry = this.#entries.get(name)
      return entry ? [[name, entry.version === null ? [] : [entry.version]] as const] : []
    })
    return new Map([...real, ...predicted])
  }

  /** Returns the predicted states of packages for Homebrew; undefined if no package would have changed. */
  async brews(host: ReadHost, subject: SubjectOf<'homebrew packages'>): Promise<HomebrewAnswer | undefined> {
    if (this.#entries.size + this.#uncertain.size === 0) return undefined
    const real = await host.ask(homebrewPackages(subject))
    if (real === null || 'refused' in real) return real
    const packages = real.packages.map(each => {
      const installed = this.version(each.name)
      if (installed === undefined) return each
      const isLinked = each.isLinked === undefined ? undefined : installed !== null
      return { ...each, installed, isOutdated: false, isLinked }
    })
    return { ...real, packages }
  }

  /** Returns the predicted version of a package: null if it would be removed, undefined if the real answer applies. */
  version(name: string): string | null | undefined {
    this.#refuseUncertain([name])
    return this.#entries.get(name)?.version
  }

  #refuseUncertain(names: readonly string[]): void {
    for (const name of names) {
      const entry = this.#uncertain.get(name)
      if (entry) throwUnknown(`the package ${name}`, entry)
    }
  }
}

/** Returns the state of a package after a predicted change. */
function debAfter(name: string, seen: DebState, entry: PackageEntry): DebState {
  const installed = entry.version === null ? null : versionOf(entry.version, seen.candidate)
  // If apt's lists were never fetched, the newest version is unknown.
  const candidate = (): string => seen.candidate ?? throwUnknown(`the newest version of ${name}`, entry)
  return withRead({ ...seen, installed }, 'candidate', candidate)
}

/** Returns the version that would be installed for a requested version: the newest one if the request allows it. */
function versionOf(wanted: string, candidate: string | null | undefined): string {
  if (candidate === null || candidate === undefined) return wanted
  return wanted === 'newest' || compileGlob(wanted).matches(candidate) ? candidate : wanted
}
