import type { ReadHost } from '../../host/host.ts'
import { pathExists } from '../../host/probes/exists.ts'
import { changedSince, type UnitScope, type UnitState, unitStates } from '../../host/probes/unit.ts'
import type { Change } from '../plan.ts'
import type { LaidFile, PredictedFiles } from './files.ts'
import { type Laid, unknown } from './laid.ts'

interface LaidUnit extends Laid {
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
  #reloaded = 0

  constructor(files: PredictedFiles) {
    this.#files = files
  }

  /** What a change makes of systemd, or of the unit that it names. */
  lay({ resource, action, after }: Change, laid: Laid): void {
    // Every start of something that was changed loads it anew.
    if (resource === 'systemd' || action === 'enable' || action === 'start' || action === 'restart')
      this.#reloaded = laid.number
    if (resource === 'systemd') return
    const unit = resource.slice('unit:'.length)
    const { state, enabled, masked } = after ?? {}
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
    brought: Laid | undefined,
  ): Promise<(UnitState | null)[]> {
    const real = await host.ask(unitStates(units, scope))
    return Promise.all(
      units.map((unit, nth) => {
        const state = real[nth] ?? null
        return state && this.#build(host, unit, state, brought)
      }),
    )
  }

  /** The files that would be newer than a process; a number below zero is when a unit would have been started. */
  async newer(host: ReadHost, pid: number, paths: readonly string[]): Promise<string[]> {
    const real = pid < 0 ? [] : await host.ask(changedSince(pid, paths))
    const laid = await Promise.all(paths.map(path => this.#files.at(host, path)))
    const isNewer = (file: LaidFile | undefined): boolean =>
      file?.hasNewContent === true && file.kind !== 'absent' && (pid >= 0 || file.number > -pid)
    return paths.filter((path, nth) => real.includes(path) || isNewer(laid[nth]))
  }

  async #isLinked(host: ReadHost, unit: string): Promise<boolean> {
    const pattern = `/etc/systemd/system/*.wants/${unit}`
    return (await this.#files.exists(host, pattern)) ?? host.ask(pathExists(pattern))
  }

  async #build(host: ReadHost, unit: string, real: UnitState, brought: Laid | undefined): Promise<UnitState> {
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
      ...(laid.file === undefined ? {} : { file: laid.file }),
      ...(laid.isMasked === undefined
        ? {}
        : laid.isMasked
          ? { load: 'masked', file: 'masked' }
          : { load: 'loaded', file: 'disabled' }),
      ...(laid.started === undefined ? {} : { mainPid: -laid.started }),
    }
  }
}

const NOT_FOUND: UnitState = {
  ...{ load: 'not-found', active: 'inactive', sub: 'dead', file: '', result: 'success', needsReload: false },
  ...{ mainPid: 0, restarts: 0, canReload: false, path: '' },
}

function isRunning({ active }: UnitState): boolean {
  return active !== 'inactive' && active !== 'failed'
}

/** A unit of which there is a new file. */
function freshUnit(path: string, file: LaidFile): UnitState {
  const text = (): string => file.content?.toString() ?? unknown(`the content of ${path}`, file)
  return {
    ...{ load: 'loaded', active: 'inactive', sub: 'dead', result: 'success', needsReload: false },
    ...{ mainPid: 0, restarts: 0, path },
    file: /^[ \t]*(WantedBy|RequiredBy|Alias|Also)[ \t]*=/m.test(text()) ? 'disabled' : 'static',
    canReload: /^[ \t]*ExecReload[ \t]*=/m.test(text()),
  }
}
