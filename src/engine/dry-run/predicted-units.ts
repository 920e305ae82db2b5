import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { changedSince } from '../../remote/probes/files/changed-since.ts'
import {
  lastingProperties,
  NO_UNIT,
  type UnitScope,
  type UnitState,
  unitStates,
} from '../../remote/probes/unit.ts'
import { Unknown } from '../../values/unknown.ts'
import { withRead } from './computed-fields.ts'
import type { FileEntry } from './file-entry.ts'
import { type OverlayEntry, throwUnknown, type UncertainEntry } from './overlay-entry.ts'
import type { PredictedFiles } from './predicted-files.ts'
import { PredictedUnitFiles } from './predicted-unit-files.ts'

interface UnitEntry extends OverlayEntry {
  readonly active?: string
  readonly file?: string
  readonly isMasked?: boolean
  /** The number of the entry that would last have started the unit. */
  readonly started?: number
}

/** The predicted systemd units of a host, from predicted changes to units and to their files. */
export class PredictedUnits {
  /** The files of all units. */
  readonly files: PredictedUnitFiles
  readonly #overlay: PredictedFiles['overlay']
  readonly #entries = new Map<string, UnitEntry>()
  readonly #uncertain = new Map<string, UncertainEntry>()

  constructor(files: PredictedFiles) {
    this.files = new PredictedUnitFiles(files)
    this.#overlay = files.overlay
  }

  /** Throws UnknownValueError if a unit or its file would have changed: only a real run can list all units then. */
  refuseList(): undefined {
    const [entry] = [...this.#entries.values(), ...this.#uncertain.values(), ...this.files.changed()]
    return entry && throwUnknown('the services', entry)
  }

  /** Applies a change to the predicted state of a unit. */
  predict(unit: string, { action, after }: Change, entry: OverlayEntry): void {
    // Drover reloads systemd before it enables, starts or restarts a unit whose file has changed.
    if (action === 'enable' || action === 'start' || action === 'restart') this.files.reload(entry)
    const { state, enabled, masked } = after ?? {}
    if ([state, enabled, masked].some(value => value instanceof Unknown)) {
      const is = { isUncertain: true, isWhole: false, mayGo: false, keepsContent: false } as const
      this.predictUncertain(unit, { ...entry, ...is })
      return
    }
    this.#entries.set(unit, {
      ...this.#entries.get(unit),
      ...entry,
      ...(typeof state === 'string' ? { active: state } : {}),
      ...(enabled === undefined ? {} : { file: enabled ? 'enabled' : 'disabled' }),
      ...(masked === undefined ? {} : { isMasked: masked === true }),
      ...(action === 'start' || action === 'restart' ? { active: 'active', started: entry.number } : {}),
    })
  }

  /** Records a unit that a task may change. */
  predictUncertain(unit: string, entry: UncertainEntry): void {
    this.#uncertain.set(unit, entry)
  }

  /** Yields the names of all units that would differ, with and without `.service`. */
  *named(): Iterable<[string, OverlayEntry]> {
    for (const [unit, entry] of [...this.#entries, ...this.#uncertain]) {
      yield [unit, entry]
      if (unit.endsWith('.service')) yield [unit.slice(0, -'.service'.length), entry]
    }
  }

  /** Returns the predicted states of units. `provider` is a package that may provide units that no plan lists. */
  async states(
    host: ReadHost,
    units: readonly string[],
    scope: UnitScope,
    provider: OverlayEntry | undefined,
  ): Promise<(UnitState | null)[]> {
    const real = await host.ask(unitStates(units, scope))
    return Promise.all(
      units.map(async (unit, nth) => {
        const state = real[nth]
        return state ? this.#limit(unit, await this.#stateOf(host, unit, state, provider)) : null
      }),
    )
  }

  /** Limits the state of a unit to what is known: reading a field that a task may change throws UnknownValueError. */
  #limit(unit: string, state: UnitState): UnitState {
    const entry = this.#uncertain.get(unit)
    if (!entry) return state
    return ['active', 'sub', 'file', 'load', 'result', 'mainPid'].reduce(
      (seen, field) => withRead(seen, field, () => throwUnknown(`the state of ${unit}`, entry)),
      state,
    )
  }

  /** Returns the files that would be newer than a process. A negative `pid` is a predicted start: see `started`. */
  async newer(host: ReadHost, pid: number, paths: readonly string[]): Promise<string[]> {
    const overlay = this.#overlay
    const real = pid < 0 ? [] : await host.ask(changedSince(pid, paths))
    const entries = await Promise.all(paths.map(path => overlay.at(host, path)))
    const isNewer = (file: FileEntry | undefined): boolean =>
      file?.hasNewContent === true && file.kind !== 'absent' && (pid >= 0 || file.number > -pid)
    const newer = paths.filter((path, nth) => real.includes(path) || isNewer(entries[nth]))
    if (newer.length > 0) return newer
    for (const path of paths) {
      const open = await overlay.uncertainAt(host, path)
      if (open && (pid >= 0 || open.number > -pid))
        throwUnknown(`whether ${path} is newer than the process`, open)
    }
    return newer
  }

  async #stateOf(
    host: ReadHost,
    unit: string,
    real: UnitState,
    provider: OverlayEntry | undefined,
  ): Promise<UnitState> {
    const entry = this.#entries.get(unit)
    const found = await this.files.of(host, unit)
    const isThere = found !== undefined && found.file.kind !== 'absent'
    const isMissing = real.load === 'not-found' && !isThere
    if (isMissing) await this.files.refuseUncertain(host, unit)
    const isGone = found && !isThere && (real.load === 'not-found' || real.path === found.path)
    if (isGone && !isRunning(real) && entry === undefined) return NOT_FOUND
    if (isMissing && provider) throwUnknown(`whether there is a unit ${unit}`, provider)
    const isNew = isThere && real.load === 'not-found'
    // Links may still enable the unit from an earlier time, even though its file was removed.
    const isLinked = isNew && (await this.files.isLinked(host, unit))
    const base = isNew
      ? { ...newUnit(found.path, found.file), ...(isLinked ? { file: 'enabled' } : {}) }
      : this.#asRead(unit, real, found?.file)
    return entry ? unitAfter(base, entry) : base
  }

  /** Returns the state of a unit; it needs a reload if its file would have changed since systemd loaded it. */
  #asRead(unit: string, real: UnitState, file: FileEntry | undefined): UnitState {
    return this.files.isChanged(unit, file) ? { ...real, needsReload: true, properties: {} } : real
  }
}

const NOT_FOUND: UnitState = { ...NO_UNIT, result: 'success' }

const ETC: UnitState['links'] = ['etc']

/** Returns the state of a unit after a predicted change. */
function unitAfter(base: UnitState, { active, file, isMasked, started }: UnitEntry): UnitState {
  const isActedOn = active !== undefined || started !== undefined
  return {
    ...base,
    ...(isActedOn ? { properties: lastingProperties(base) } : {}),
    ...(active === undefined ? {} : { active, sub: active === 'active' ? 'running' : 'dead' }),
    ...(file === undefined ? {} : { file, links: file === 'enabled' ? ETC : [] }),
    ...(isMasked === undefined ? {} : maskedUnit(isMasked, base)),
    ...(started === undefined ? {} : { mainPid: -started }),
  }
}

/** Returns the changes to a unit that is masked or unmasked. Once unmasked, links decide whether it is enabled. */
function maskedUnit(isMasked: boolean, { links }: UnitState): Partial<UnitState> {
  if (isMasked) return { load: 'masked', file: 'masked', masks: ETC }
  return { load: 'loaded', file: links.length > 0 ? 'enabled' : 'disabled', masks: [] }
}

function isRunning({ active }: UnitState): boolean {
  return active !== 'inactive' && active !== 'failed'
}

/** Returns the state of a unit whose file would be new. */
function newUnit(path: string, file: FileEntry): UnitState {
  const text = (): string => file.content?.toString() ?? throwUnknown(`the content of ${path}`, file)
  return {
    ...NOT_FOUND,
    ...{ load: 'loaded', path },
    file: /^[ \t]*(WantedBy|RequiredBy|Alias|Also)[ \t]*=/m.test(text()) ? 'disabled' : 'static',
    canReload: /^[ \t]*ExecReload[ \t]*=/m.test(text()),
  }
}
