import type { ReadHost } from '../../remote/host.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import { type UnitScope, unitFilesChanged } from '../../remote/probes/unit.ts'
import type { FileEntry } from './file-entry.ts'
import { type OverlayEntry, unknown } from './overlay-entry.ts'
import type { PredictedFiles } from './predicted-files.ts'
import { isBelow } from './predicted-paths.ts'

/** Where systemd looks for a unit's file, the first that has it wins. Source: systemd.unit(5). */
const DIRECTORIES = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  root => `${root}/systemd/system`,
)

/** The files of a host's units as they would be, and when systemd would have read them last. */
export class PredictedUnitFiles {
  readonly #files: PredictedFiles
  /** The number of the entry with which systemd would have read them last. */
  #reloaded = 0

  constructor(files: PredictedFiles) {
    this.#files = files
  }

  /** Predicts that systemd is reloaded. */
  reload({ number }: OverlayEntry): void {
    this.#reloaded = number
  }

  /** Those that would be changed. */
  changed(): FileEntry[] {
    const all = [...this.#files.overlay.all()]
    return all
      .filter(([path]) => DIRECTORIES.some(directory => isBelow(path, directory)))
      .map(([, file]) => file)
  }

  /** Whether systemd would have to read them again; undefined if it does not say when it read them. */
  async areChanged(host: ReadHost, scope: UnitScope): Promise<boolean | undefined> {
    const changed = [...this.#files.overlay.all()].find(
      ([path, file]) => file.hasNewContent && file.number > this.#reloaded && isUnitFile(path),
    )
    if (changed && changed[1].kind !== 'something') return true
    const real = this.#reloaded > 0 ? false : await host.ask(unitFilesChanged(scope))
    if (changed && real === false) unknown(`what ${changed[0]} is`, { ...changed[1], isUncertain: true })
    return real
  }

  /** The first of a unit's files whose content would be another. */
  async of(host: ReadHost, unit: string): Promise<{ path: string; file: FileEntry } | undefined> {
    const paths = pathsOf(unit)
    const files = await Promise.all(paths.map(path => this.#files.overlay.at(host, path)))
    for (const [nth, path] of paths.entries()) {
      const file = files[nth]
      if (file?.hasNewContent) return { path, file }
    }
    return undefined
  }

  /** Throws UnknownValueError if a task may make a unit's file. */
  async refuseUncertain(host: ReadHost, unit: string): Promise<void> {
    for (const path of pathsOf(unit)) {
      const open = await this.#files.overlay.uncertainAt(host, path)
      if (open) unknown(`whether there is a unit ${unit}`, open)
    }
  }

  /** Whether a unit's file or one of its drop-ins would have changed since systemd read them. */
  isChanged(unit: string, file: FileEntry | undefined): boolean {
    const dropIns = DIRECTORIES.flatMap(directory => this.#files.overlay.within(`${directory}/${unit}.d`))
    return [...dropIns, ...(file ? [file] : [])].some(
      each => each.hasNewContent && each.number > this.#reloaded,
    )
  }

  /** Whether a link of the host's administrator has a unit started at boot. */
  async isLinked(host: ReadHost, unit: string): Promise<boolean> {
    const pattern = `/etc/systemd/system/*.wants/${unit}`
    return (await this.#files.exists(host, pattern)) ?? host.ask(pathExists(pattern))
  }
}

/** Where a unit's file may be, in the order in which systemd looks for it. */
function pathsOf(unit: string): string[] {
  return DIRECTORIES.map(directory => `${directory}/${unit}`)
}

function isUnitFile(path: string): boolean {
  return DIRECTORIES.some(directory => isBelow(path, directory)) || path === '/etc/fstab'
}
