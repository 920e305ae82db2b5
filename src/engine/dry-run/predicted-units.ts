import type { Change } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import {
  changedSince,
  NO_UNIT,
  type UnitScope,
  type UnitState,
  unitFilesChanged,
  unitStates,
} from '../../remote/probes/unit.ts'
import { Unknown } from '../../values/unknown.ts'
import type { FileEntry } from './file-entry.ts'
import { type Doubt, type OverlayEntry, unknown } from './overlay-entry.ts'
import type { PredictedFiles } from './predicted-files.ts'

interface LaidUnit extends OverlayEntry {
  readonly active?: string
  readonly file?: string
  readonly isMasked?: boolean
  /** When it would have been started last. */
  readonly started?: number
}

/** Where systemd looks for a unit's file, the first wins. Source: systemd.unit(5). */
const DIRECTORIES = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  root => `${root}/systemd/system`,
)

/** The units of a host as they would be, made out from their files. */
export class PredictedUnits {
  readonly #files: PredictedFiles
  readonly #laid = new Map<string, LaidUnit>()
  /** Units that tasks may change of which a dry run cannot tell. */
  readonly #doubts = new Map<string, Doubt>()
  #reloaded = 0

  constructor(files: PredictedFiles) {
    this.#files = files
  }

  /** What a task may change, or not. */
  doubt(unit: string, doubt: Doubt): void {
    this.#doubts.set(unit, doubt)
  }

  /** What a change makes of systemd, or of the unit that it names. */
  lay({ resource, action, after }: Change, laid: OverlayEntry): void {
    // Every start of something that was changed loads it anew.
    if (resource === 'systemd' || action === 'enable' || action === 'start' || action === 'restart')
      this.#reloaded = laid.number
    if (resource === 'systemd') return
    const unit = resource.slice('unit:'.length)
    const { state, enabled, masked } = after ?? {}
    if ([state, enabled, masked].some(value => value instanceof Unknown)) {
      this.doubt(unit, { ...laid, isDoubt: true, isWhole: false, mayGo: false, keepsContent: false })
      return
    }
    this.#laid.set(unit, {
      ...this.#laid.get(unit),
      ...laid,
      ...(typeof state === 'string' ? { active: state } : {}),
      ...(enabled === undefined ? {} : { file: enabled ? 'enabled' : 'disabled' }),
      ...(masked === undefined ? {} : { isMasked: masked === true }),
      ...(action === 'start' || action === 'restart' ? { active: 'active', started: laid.number } : {}),
    })
  }

  /** What systemd would say of units; `brought` are packages that may bring units of which nothing is known. */
  async states(
    host: ReadHost,
    units: readonly string[],
    scope: UnitScope,
    brought: OverlayEntry | undefined,
  ): Promise<(UnitState | null)[]> {
    const real = await host.ask(unitStates(units, scope))
    return Promise.all(
      units.map((unit, nth) => {
        const state = real[nth] ?? null
        return state && this.#build(host, unit, state, brought).then(built => this.#underDoubt(unit, built))
      }),
    )
  }

  /** A unit of which a dry run cannot tell what a task would make of it: who reads that is stopped. */
  #underDoubt(unit: string, state: UnitState): UnitState {
    const doubt = this.#doubts.get(unit)
    if (!doubt) return state
    const open = ['active', 'sub', 'file', 'load', 'result', 'mainPid'].map(field => [
      field,
      { get: () => unknown(`the state of ${unit}`, doubt), enumerable: true },
    ])
    return Object.defineProperties({ ...state }, Object.fromEntries(open))
  }

  /** The files that would be newer than a process; a number below zero is when a unit would have been started. */
  async newer(host: ReadHost, pid: number, paths: readonly string[]): Promise<string[]> {
    const real = pid < 0 ? [] : await host.ask(changedSince(pid, paths))
    const laid = await Promise.all(paths.map(path => this.#files.at(host, path)))
    const isNewer = (file: FileEntry | undefined): boolean =>
      file?.hasNewContent === true && file.kind !== 'absent' && (pid >= 0 || file.number > -pid)
    const newer = paths.filter((path, nth) => real.includes(path) || isNewer(laid[nth]))
    if (newer.length > 0) return newer
    for (const path of paths) {
      const doubt = await this.#files.doubtAt(host, path)
      if (doubt && (pid >= 0 || doubt.number > -pid))
        unknown(`whether ${path} is newer than the process`, doubt)
    }
    return newer
  }

  /** Whether systemd would have read the newest unit files; undefined where it does not say when it did. */
  async areFilesChanged(host: ReadHost, scope: UnitScope): Promise<boolean | undefined> {
    const isLaid = [...this.#files.entries()].find(
      ([path, file]) => file.hasNewContent && file.number > this.#reloaded && isUnitFile(path),
    )
    if (isLaid && isLaid[1].kind !== 'something') return true
    const real = this.#reloaded > 0 ? false : await host.ask(unitFilesChanged(scope))
    if (isLaid && real === false) unknown(`what ${isLaid[0]} is`, { ...isLaid[1], isDoubt: true })
    return real
  }

  async #isLinked(host: ReadHost, unit: string): Promise<boolean> {
    const pattern = `/etc/systemd/system/*.wants/${unit}`
    return (await this.#files.exists(host, pattern)) ?? host.ask(pathExists(pattern))
  }

  async #build(
    host: ReadHost,
    unit: string,
    real: UnitState,
    brought: OverlayEntry | undefined,
  ): Promise<UnitState> {
    const laid = this.#laid.get(unit)
    const places = DIRECTORIES.map(directory => `${directory}/${unit}`)
    const files = await Promise.all(places.map(path => this.#files.at(host, path)))
    const at = files.findIndex(found => found?.hasNewContent)
    const [place, file] = [places[at], files[at]]
    const dropIns = DIRECTORIES.flatMap(directory => this.#files.within(`${directory}/${unit}.d`))
    const isLater = [...dropIns, ...(file ? [file] : [])].some(
      each => each.hasNewContent && each.number > this.#reloaded,
    )
    const isThere = file !== undefined && file.kind !== 'absent'
    for (const path of real.load === 'not-found' && !isThere ? places : []) {
      const open = await this.#files.doubtAt(host, path)
      if (open) unknown(`whether there is a unit ${unit}`, open)
    }
    const isGone = file?.kind === 'absent' && (real.load === 'not-found' || real.path === place)
    if (isGone && !isRunning(real) && laid === undefined) return NOT_FOUND
    if (real.load === 'not-found' && !isThere && brought) unknown(`whether there is a unit ${unit}`, brought)
    const isFresh = real.load === 'not-found' && isThere
    // Links of a unit that was enabled before may have outlived its file.
    const isLinked = isFresh && (await this.#isLinked(host, unit))
    const base = isFresh
      ? { ...freshUnit(place ?? '', file), ...(isLinked ? { file: 'enabled' } : {}) }
      : { ...real, needsReload: real.needsReload || isLater }
    if (!laid) return base
    return {
      ...base,
      ...(laid.active === undefined
        ? {}
        : { active: laid.active, sub: laid.active === 'active' ? 'running' : 'dead' }),
      ...(laid.file === undefined ? {} : { file: laid.file, links: laid.file === 'enabled' ? ETC : [] }),
      ...(laid.isMasked === undefined ? {} : maskedUnit(laid.isMasked, base)),
      ...(laid.started === undefined ? {} : { mainPid: -laid.started }),
    }
  }
}

const NOT_FOUND: UnitState = { ...NO_UNIT, result: 'success' }

const ETC: UnitState['links'] = ['etc']

/** Without its mask a unit shows what is beneath. */
function maskedUnit(isMasked: boolean, { links }: UnitState): Partial<UnitState> {
  if (isMasked) return { load: 'masked', file: 'masked', masks: ETC }
  return { load: 'loaded', file: links.length > 0 ? 'enabled' : 'disabled', masks: [] }
}

function isUnitFile(path: string): boolean {
  return DIRECTORIES.some(directory => path.startsWith(`${directory}/`)) || path === '/etc/fstab'
}

function isRunning({ active }: UnitState): boolean {
  return active !== 'inactive' && active !== 'failed'
}

/** A unit of which there is a new file. */
function freshUnit(path: string, file: FileEntry): UnitState {
  const text = (): string => file.content?.toString() ?? unknown(`the content of ${path}`, file)
  return {
    ...NOT_FOUND,
    ...{ load: 'loaded', path },
    file: /^[ \t]*(WantedBy|RequiredBy|Alias|Also)[ \t]*=/m.test(text()) ? 'disabled' : 'static',
    canReload: /^[ \t]*ExecReload[ \t]*=/m.test(text()),
  }
}
