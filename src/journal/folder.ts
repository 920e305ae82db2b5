import { existsSync, mkdirSync, readdirSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { userFolder } from '../base/xdg.ts'
import { InputError } from '../errors.ts'

const NAME = /^(\d{8}T\d{6}Z-[0-9a-f]{8})\.ndjson$/

/**
 * Returns the folder for the journals of a user's runs, `~/.local/state/drover/runs`. Throws InputError if there is
 * no home directory: the working directory is never used instead.
 */
export function journalFolder(): string {
  const folder = userFolder('state')
  if (folder !== undefined) return join(folder, 'drover', 'runs')
  throw new InputError('there is no home directory: `HOME` is not an absolute path', {
    hint: 'set it, or set `XDG_STATE_HOME`, the folder for the journals of runs',
  })
}

/**
 * Creates a private folder and its missing parents. Node's own `recursive` is not used: it loops forever if a folder
 * neither exists nor can be created, and reports a read-only disk as `ENOENT`.
 */
export function makeFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST' && statSync(path).isDirectory()) return
    if (code !== 'ENOENT' || existsSync(dirname(path))) throw error
    makeFolder(dirname(path))
    mkdirSync(path, { mode: 0o700 })
  }
}

/** Returns the path of a run's journal. */
export function journalFile(folder: string, run: string): string {
  return join(folder, `${run}.ndjson`)
}

/**
 * Returns the path of the file that records that the handlers of a run are no longer pending. It is removed with the
 * run's journal.
 */
export function forgottenFile(folder: string, run: string): string {
  return join(folder, `${run}.forgotten`)
}

/** Returns the ids of the runs that have a journal, newest first. */
export function journaledRuns(folder: string): string[] {
  let names: string[]
  try {
    names = readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
  return names
    .flatMap(name => NAME.exec(name)?.[1] ?? [])
    .sort()
    .reverse()
}
