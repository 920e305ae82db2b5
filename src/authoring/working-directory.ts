/** The prefix of a path that means the working directory, as in bash. No user can have this name. */
const WORKING_DIRECTORY = '~+'

/**
 * Marks a path as relative to the working directory of the session, for `absolutePath`. That directory is the home of
 * the login user and, on a local connection, the working directory of Drover itself.
 */
export function inWorkingDirectory(path: string): string {
  return `${WORKING_DIRECTORY}/${path}`
}

/** Returns the rest of a path that `inWorkingDirectory` marked; undefined for other paths. */
export function belowWorkingDirectory(path: string): string | undefined {
  return path.startsWith(`${WORKING_DIRECTORY}/`) ? path.slice(WORKING_DIRECTORY.length + 1) : undefined
}
