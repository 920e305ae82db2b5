import { belowWorkingDirectory } from '../authoring/working-directory.ts'
import { TaskError } from '../errors.ts'
import type { ReadHost } from '../remote/host.ts'
import { homeOf, workingDirectory } from '../remote/probes/account.ts'

/**
 * Returns the path with a leading `~` or `~user` replaced by that user's home directory on the host, and a leading
 * `~+` replaced by the working directory. Throws TaskError if the user does not exist.
 */
export async function absolutePath(host: ReadHost, path: string): Promise<string> {
  if (!path.startsWith('~')) return path
  const inside = belowWorkingDirectory(path)
  if (inside !== undefined) return `${await host.ask(workingDirectory)}/${inside}`
  const [, user = '', rest = ''] = /^~([^/]*)(.*)$/s.exec(path) ?? []
  const home = await host.ask(homeOf(user))
  if (home === null)
    throw new TaskError(`\`${path}\` names the home of a user who does not exist on ${host.name}`)
  return home + rest
}
