import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The folders of a user's own files: the variable that sets each, and its default path below the home folder. */
const BELOW_HOME = {
  config: ['XDG_CONFIG_HOME', '.config'],
  state: ['XDG_STATE_HOME', '.local/state'],
  cache: ['XDG_CACHE_HOME', '.cache'],
} as const

/**
 * Returns the folder for a user's files of one kind; undefined if the variable is not set and there is no home
 * folder. A relative path in the variable is ignored, as https://specifications.freedesktop.org/basedir-spec/latest/
 * requires.
 */
export function userFolder(kind: keyof typeof BELOW_HOME, env = process.env): string | undefined {
  const [variable, below] = BELOW_HOME[kind]
  const folder = absolute(env[variable])
  if (folder !== undefined) return folder
  const home = absolute(homeOf())
  return home === undefined ? undefined : join(home, below)
}

/**
 * Returns the folder for files that are removed at the end of the login, in memory; undefined if the system has none.
 */
export function runtimeFolder(env = process.env): string | undefined {
  return absolute(env.XDG_RUNTIME_DIR)
}

function absolute(path: string | undefined): string | undefined {
  return path !== undefined && isAbsolute(path) ? path : undefined
}

function homeOf(): string | undefined {
  try {
    return homedir()
  } catch {
    // In a container the user may be a number without a name and without a home folder.
    return undefined
  }
}
