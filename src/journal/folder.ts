import { readdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

const NAME = /^(\d{8}T\d{6}Z-[0-9a-f]{6})\.ndjson$/

/**
 * Where the journals of a user's runs are kept, `~/.local/state/drover/runs`.
 * See https://specifications.freedesktop.org/basedir-spec/latest/ for XDG_STATE_HOME.
 */
export function journalFolder(): string {
  const { XDG_STATE_HOME: state } = process.env
  const base = state && isAbsolute(state) ? state : join(homedir(), '.local', 'state')
  return join(base, 'drover', 'runs')
}

/** The file of a run's journal. */
export function journalFile(folder: string, run: string): string {
  return join(folder, `${run}.ndjson`)
}

/** The ids of the runs that have a journal, the newest first. */
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
