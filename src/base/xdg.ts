import { homedir } from 'node:os'
import { isAbsolute, join } from 'node:path'

/** The folders of a user's own files, and where each is below the home by default. */
const BELOW_HOME = {
  config: ['XDG_CONFIG_HOME', '.config'],
  state: ['XDG_STATE_HOME', '.local/state'],
  cache: ['XDG_CACHE_HOME', '.cache'],
} as const

/**
 * The folder that holds a user's files of one kind. Undefined if the variable is not set and there is no home. A relative path
 * is ignored, as https://specifications.freedesktop.org/basedir-spec/latest/ has it.
 */
export function userFolder(kind: keyof typeof BELOW_HOME, env = process.env): string | undefined {
  const [variable, below] = BELOW_HOME[kind]
  const folder = absolute(env[variable])
  if (folder !== undefined) return folder
  const home = absolute(homeOf())
  return home === undefined ? undefined : join(home, below)
}

/** The folder for files that end with the login, in memory; undefined if the system has none. */
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
    // A container may run as a number that has no name and no home.
    return undefined
  }
}
