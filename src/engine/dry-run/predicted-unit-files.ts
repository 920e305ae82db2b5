import type { ReadHost } from '../../remote/host.ts'
import { pathExists } from '../../remote/probes/files/exists.ts'
import { type UnitScope, unitFilesChanged } from '../../remote/probes/unit.ts'
import type { FileEntry } from './file-entry.ts'
import { type OverlayEntry, throwUnknown } from './overlay-entry.ts'
import type { PredictedFiles } from './predicted-files.ts'
import { isBelow } from './predicted-paths.ts'

/**
 * The directories in which systemd looks for a unit's file; the first that contains it is used. Source:
 * systemd.unit(5).
 */
const DIRECTORIES = ['/etc', '/run', '/usr/local/lib', '/usr/lib', '/lib'].map(
  root => `${root}/systemd/system`,
)

/** The predicted unit files of a host, and when systemd would last have loaded them. */
export class PredictedUnitFiles {
  readonly #files: PredictedFiles
  /** The number of the entry by which systemd would last have loaded the files. */
  #reloaded = 0

  constructor(files: PredictedFiles) {
    this.#files = files
  }

  /** Records that systemd would be reloaded, and so load all unit files. */
  reload({ number }: OverlayEntry): void {
    this.#reloaded = number
  }

  /** Returns the unit files that would have changed. */
  changed(): FileEntry[] {
    const all = [...this.#files.overlay.all()]
    return all
      .filter(([path]) => DIRECTORIES.some(directory => isBelow(path, directory)))
      .map(([, file]) => file)
  }

  /** Whether systemd would have to load unit files again; undefined if systemd does not show when it loaded them. */
  async areChanged(host: ReadHost, scope: UnitScope): Promise<boolean | undefined> {
    const changed = [...this.#files.overlay.all()].find(
      ([path, file]) => file.hasNewContent && file.number > this.#reloaded && isUnitFile(path),
    )
    if (changed && changed[1].kind !== 'something') return true
    const real = this.#reloaded > 0 ? false : await host.ask(unitFilesChanged(scope))
    if (changed && real === false) throwUnknown(`what ${changed[0]} is`, { ...changed[1], isUncertain: true })
    return real
  }

  /** Returns the first file of a unit whose content would have changed. */
  async of(host: ReadHost, unit: string): Promise<{ path: string; file: FileEntry } | undefined> {
    const paths = pathsOf(unit)
    const files = await Promise.all(paths.map(path => this.#files.overlay.at(host, path)))
    for (const [nth, path] of paths.entries()) {
      const file = files[nth]
      if (file?.hasNewContent) return { path, file }
    }
    return undefined
  }

  /** Throws UnknownValueError if a task may create or change a unit's file. */
  async refuseUncertain(host: ReadHost, unit: string): Promise<void> {
    for (const path of pathsOf(unit)) {
      const open = await this.#files.overlay.uncertainAt(host, path)
      if (open) throwUnknown(`whether there is a unit ${unit}`, open)
    }
  }

  /** Whether a unit's file or one of its drop-ins would have changed since systemd loaded it. */
  isChanged(unit: string, file: FileEntry | undefined): boolean {
    const dropIns = DIRECTORIES.flatMap(directory => this.#files.overlay.within(`${directory}/${unit}.d`))
    return [...dropIns, ...(file ? [file] : [])].some(
      each => each.hasNewContent && each.number > this.#reloaded,
    )
  }

  /** Whether a link in /etc/systemd/system enables a unit at boot. */
  async isLinked(host: ReadHost, unit: string): Promise<boolean> {
    const pattern = `/etc/systemd/system/*.wants/${unit}`
    return (await this.#files.exists(host, pattern)) ?? host.ask(pathExists(pattern))
  }
}

/** Returns the possible paths of a unit's file, in the order in which systemd looks for them. */
function pathsOf(unit: string): string[] {
  return DIRECTORIES.map(directory => `${directory}/${unit}`)
}

function isUnitFile(path: string): boolean {
  return DIRECTORIES.some(directory => isBelow(path, directory)) || path === '/etc/fstab'
}
