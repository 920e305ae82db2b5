/** What stands for the working directory at the beginning of a path, as in bash. No user can have this name. */
const WORKING_DIRECTORY = '~+'

/**
 * A relative path as `absolutePath` takes it: in the working directory of the session, which is the home of who logged in, and on a
 * local connection that of Drover itself.
 */
export function inWorkingDirectory(path: string): string {
  return `${WORKING_DIRECTORY}/${path}`
}

/** What of a path is below the working directory of the session; undefined if it is not given so. */
export function belowWorkingDirectory(path: string): string | undefined {
  return path.startsWith(`${WORKING_DIRECTORY}/`) ? path.slice(WORKING_DIRECTORY.length + 1) : undefined
}
