import type { Change } from '../../authoring/plan.ts'
import { compileGlob } from '../../base/glob.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type DebState, debStates, NO_PACKAGE } from '../../remote/probes/packages/debs.ts'
import { type HomebrewAnswer, homebrewPackages } from '../../remote/probes/packages/homebrew.ts'
import { rpmStates } from '../../remote/probes/packages/rpms.ts'
import type { SubjectOf } from '../../remote/subject.ts'
import { Unknown } from '../../values/unknown.ts'
import { withRead } from './computed-fields.ts'
import { type OverlayEntry, type UncertainEntry, unknown } from './overlay-entry.ts'

interface PackageEntry extends OverlayEntry {
  /** Null if it would be gone. */
  readonly version: string | null
}

/** The packages of a host as they would be. */
export class PredictedPackages {
  readonly #entries = new Map<string, PackageEntry>()
  readonly #uncertain = new Map<string, UncertainEntry>()
  #lists: OverlayEntry | undefined

  /** Predicts what a change makes of a package. */
  predict(name: string, { after }: Change, entry: OverlayEntry): void {
    const version = after?.version instanceof Unknown ? 'newest' : String(after?.version ?? 'newest')
    this.#entries.set(name, { ...entry, version: after ? version : null })
  }

  /** Notes a package that a task may change. */
  predictUncertain(name: string, entry: UncertainEntry): void {
    this.#uncertain.set(name, entry)
  }

  /** Predicts that apt's lists are fetched: they will name what those of the host do not, or the task that needs it fails. */
  refreshLists(entry: OverlayEntry): void {
    this.#lists = entry
  }

  /**
   * How old apt's lists would be, in seconds: null if none were fetched since a source of theirs would be changed, undefined if the
   * host knows. `files` are those that would be changed.
   */
  listsAge(files: readonly (readonly [string, OverlayEntry])[]): number | null | undefined {
    const sources = files.filter(([path]) => /^\/etc\/apt\/sources\.list(\.d\/|$)/.test(path))
    const isChanged = sources.some(([, { number }]) => number > (this.#lists?.number ?? 0))
    return isChanged ? null : this.#lists && 0
  }

  /** Throws UnknownValueError once apt's lists would be fetched: only the run knows when. */
  refuseListsTime(): undefined {
    return this.#lists && unknown('when apt last fetched its lists', this.#lists)
  }

  /** Throws UnknownValueError once packages would be changed: a package manager cannot simulate what comes after that. */
  refuseSimulation(): undefined {
    const [entry] = [
      ...this.#entries.values(),
      ...this.#uncertain.values(),
      ...(this.#lists ? [this.#lists] : []),
    ]
    return entry && unknown('what the package manager would do', entry)
  }

  /** Throws UnknownValueError once packages would be changed, for what they would bring or take away. */
  refuseList(what: string): undefined {
    const [entry] = [...this.#entries.values(), ...this.#uncertain.values()]
    return entry && unknown(what, entry)
  }

  /** A package that would be installed, and so may provide files, commands and units that no plan lists. */
  get provider(): (OverlayEntry & { readonly name: string }) | undefined {
    for (const [name, entry] of this.#entries) if (entry.version !== null) return { ...entry, name }
    const [open] = this.#uncertain
    return open && { ...open[1], name: open[0] }
  }

  /** Whether the host's answer about one of some packages would be another. */
  hasOneOf(names: readonly string[]): boolean {
    return (
      this.#lists !== undefined || names.some(name => this.#entries.has(name) || this.#uncertain.has(name))
    )
  }

  /** Whether a package of this name would be installed: it provides the command that it is named after. */
  provides(name: string): boolean {
    return (this.#entries.get(name)?.version ?? null) !== null
  }

  /** What dpkg and apt would say of packages. */
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

  /** The versions of packages that rpm would have installed. */
  async rpms(host: ReadHost, specs: readonly string[]): Promise<Map<string, readonly string[]>> {
    this.#refuseUncertain(specs)
    const real = await host.ask(rpmStates(specs))
    const predicted = specs.flatMap(name => {
      const entry = this.#entries.get(name)
      return entry ? [[name, entry.version === null ? [] : [entry.version]] as const] : []
    })
    return new Map([...real, ...predicted])
  }

  /** What Homebrew would say of packages; undefined if none of them would be changed. */
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

  /** The version of a package that would be installed, null if it would be gone; undefined if the host knows. */
  version(name: string): string | null | undefined {
    this.#refuseUncertain([name])
    return this.#entries.get(name)?.version
  }

  #refuseUncertain(names: readonly string[]): void {
    for (const name of names) {
      const entry = this.#uncertain.get(name)
      if (entry) unknown(`the package ${name}`, entry)
    }
  }
}

/** A package as an entry changes it. */
function debAfter(name: string, seen: DebState, entry: PackageEntry): DebState {
  const installed = entry.version === null ? null : versionOf(entry.version, seen.candidate)
  // Lists that were never fetched name no version.
  const candidate = (): string => seen.candidate ?? unknown(`the newest version of ${name}`, entry)
  return withRead({ ...seen, installed }, 'candidate', candidate)
}

/** The version that would be installed if a task asks for one: the newest, if that is what it allows. */
function versionOf(wanted: string, candidate: string | null | undefined): string {
  if (candidate === null || candidate === undefined) return wanted
  return wanted === 'newest' || compileGlob(wanted).matches(candidate) ? candidate : wanted
}
