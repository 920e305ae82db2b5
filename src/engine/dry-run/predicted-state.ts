import type { Change, MayChange } from '../../authoring/plan.ts'
import { parseResource, type Resource } from '../../authoring/resource.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { Probe } from '../../remote/probe.ts'
import type { Subject, SubjectKind } from '../../remote/subject.ts'
import type { Prediction, Predictions } from '../state/predictions.ts'
import { refuseMentioned, refuseOtherSettings } from './mentions.ts'
import { type OverlayEntry, throwUnknown, type UncertainEntry } from './overlay-entry.ts'
import { PredictedAccounts } from './predicted-accounts.ts'
import { answersFrom, type Overlays } from './predicted-answers.ts'
import { PredictedFiles } from './predicted-files.ts'
import { PredictedPackages } from './predicted-packages.ts'
import { PredictedUnits } from './predicted-units.ts'

/** Creates the predictions of a run, without any machine. */
export function newPredictions(): Predictions {
  const machines = new Map<string, PredictedState>()
  return {
    get: machine => machines.get(machine),
    of: machine => {
      const known = machines.get(machine) ?? new PredictedState()
      machines.set(machine, known)
      return known
    },
  }
}

/** The predicted state of a host: an overlay on its real state. */
class PredictedState implements Prediction {
  readonly #overlays = newOverlays()
  readonly #answers = answersFrom(this.#overlays)
  /** The real host of each view that `view` returned. */
  readonly #underlying = new WeakMap<ReadHost, ReadHost>()
  /**
   * The last change of each resource that only its own task type knows. Without `change`, only a real run can
   * determine it.
   */
  readonly #own = new Map<string, { readonly change?: Change; readonly entry: OverlayEntry }>()
  #unlisted: OverlayEntry | undefined
  #count = 0

  async predict(host: ReadHost, changes: readonly Change[], by: string): Promise<void> {
    const underlying = this.#underlying.get(host) ?? host
    for (const change of changes) {
      this.#count += 1
      await this.#predictChange(underlying, change, { by, number: this.#count })
    }
  }

  async #predictChange(host: ReadHost, change: Change, entry: OverlayEntry): Promise<void> {
    const { files, accounts, packages, units } = this.#overlays
    const { kind, name } = parseResource(change.resource)
    if (PROVIDES_UNLISTED.has(kind)) this.#unlisted = entry
    switch (kind) {
      case 'file':
        // The extracted files are listed in the plan's `predicts`.
        if (change.action !== 'extract') await files.overlay.predict(host, name, change, entry)
        return
      case 'user':
      case 'group':
        return accounts.predict(kind, name, change, entry)
      case 'package':
        return packages.predict(name, change, entry)
      case 'apt':
        if (name === 'lists') packages.refreshLists(entry)
        return
      case 'unit':
        return units.predict(name, change, entry)
      case 'systemd':
        return units.files.reload(entry)
      case 'other':
        this.#own.set(name, { change, entry })
        return
      // The files of a certificate are listed in `predicts`.
      case 'certificate':
      case 'command':
      case 'script':
      case 'url':
      case 'host':
      case 'local':
        return
      default:
        return kind satisfies never
    }
  }

  async predictUncertain(host: ReadHost, resources: readonly MayChange[], by: string): Promise<void> {
    const { files, accounts, packages, units } = this.#overlays
    const underlying = this.#underlying.get(host) ?? host
    for (const { resource, isWhole = false, mayGo = false, keepsContent = false } of resources) {
      this.#count += 1
      const how = { isUncertain: true, isWhole, mayGo, keepsContent } as const
      const entry: UncertainEntry = { by, number: this.#count, ...how }
      const { kind, name } = parseResource(resource)
      if (PROVIDES_UNLISTED.has(kind)) this.#unlisted = entry
      if (kind === 'file') await files.overlay.predictUncertain(underlying, name, entry)
      else if (kind === 'user' || kind === 'group') accounts.predictUncertain(kind, name, entry)
      else if (kind === 'unit') units.predictUncertain(name, entry)
      else if (kind === 'package') packages.predictUncertain(name, entry)
      else if (kind === 'other') this.#own.set(name, { entry })
    }
  }

  predictAnything(by: string): void {
    this.#count += 1
    this.#unlisted = { by, number: this.#count }
  }

  get unlisted(): OverlayEntry | undefined {
    return this.#unlisted
  }

  creatorOf(user: string): OverlayEntry | undefined {
    return this.#overlays.accounts.creatorOf(user) ?? this.#unlisted
  }

  get provider(): OverlayEntry | undefined {
    return this.#overlays.packages.provider
  }

  view<H extends ReadHost>(host: H, onMissing: () => void = () => {}): H {
    const ask = async <T>(probe: Probe<T>): Promise<T> => {
      const answer = await this.#ask(host, probe)
      if (probe.subject && isMissing(probe.subject, answer)) onMissing()
      return answer
    }
    const seen = { ...host, ask }
    this.#underlying.set(seen, host)
    return seen
  }

  async #ask<T>(host: ReadHost, probe: Probe<T>): Promise<T> {
    if (this.#count === 0) return host.ask(probe)
    const own = probe.own && this.#own.get(probe.own.resource)
    if (probe.own && own)
      return own.change
        ? probe.own.after(own.change)
        : throwUnknown(`what there is of ${probe.own.resource}`, own.entry)
    if (probe.own?.isAlone) return host.ask(probe)
    const answerer = probe.subject && this.#answererOf(probe.subject)
    if (!answerer) {
      refuseMentioned(probe.script, this.#overlays)
      if (probe.command !== undefined) refuseOtherSettings(probe.command, this.#overlays)
      return host.ask(probe)
    }
    const answer = await answerer(host)
    if (answer === undefined) return host.ask(probe)
    return (probe.together ? probe.together.pick(answer as readonly unknown[]) : answer) as T
  }

  /** Returns the function that answers a subject; undefined for a subject that this version does not support. */
  #answererOf(subject: Subject): ((host: ReadHost) => unknown) | undefined {
    const answer: ((host: ReadHost, subject: never) => unknown) | undefined = this.#answers[subject.kind]
    return answer && (host => answer(host, subject as never))
  }
}

function newOverlays(): Overlays {
  const files = new PredictedFiles()
  return {
    files,
    accounts: new PredictedAccounts(),
    packages: new PredictedPackages(),
    units: new PredictedUnits(files),
  }
}

/** Kinds of resources whose changes may create files that no plan lists. */
const PROVIDES_UNLISTED: ReadonlySet<Resource['kind']> = new Set(['package', 'command', 'script'])

/** Kinds of probe subjects whose answers can show that a file does not exist. */
const OF_FILES: ReadonlySet<SubjectKind> = new Set(['file states', 'file contents', 'path exists'])

/** Whether an answer shows that a file would not exist. */
function isMissing({ kind }: Subject, answer: unknown): boolean {
  return OF_FILES.has(kind) && [answer].flat().some(each => each === null || each === false)
}
