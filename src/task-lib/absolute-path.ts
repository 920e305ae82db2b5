import { TaskError } from '../errors.ts'
import type { ReadHost } from '../remote/host.ts'
import { homeOf, workingDirectory } from '../remote/probes/account.ts'

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

/** The same path with a leading `~` or `~user` replaced by that home directory on the host, and a leading `~+` by its working directory. */
export async function absolutePath(host: ReadHost, path: string): Promise<string> {
  if (!path.startsWith('~')) return path
  const [, user = '', rest = ''] = /^~([^/]*)(.*)$/s.exec(path) ?? []
  if (`~${user}` === WORKING_DIRECTORY) return (await host.ask(workingDirectory)) + rest
  const home = await host.ask(homeOf(user))
  if (home === null)
    throw new TaskError(`\`${path}\` names the home of a user who does not exist on ${host.name}`)
  return home + rest
}
