import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { namesInDirectory } from '../files/entries.ts'
import type { GitCommand } from './git-command.ts'
import { lookError } from './git-failure.ts'
import { type Look, type LookedFor, repositoryAt } from './look.ts'
import type { GitCheck } from './params.ts'
import { type GitRequest, lookedFor } from './request.ts'

/** The state of a repository as a check knows it. */
export interface SeenRepository {
  readonly at: Look['at']
  /** Unknown in a dry run if earlier tasks change it. */
  readonly look: Look | Unknown
}

/**
 * Queries the host and the remote repository. In a dry run, what exists at the path may be known only from the
 * predictions of earlier tasks.
 */
export async function seeRepository(context: GitCheck, request: GitRequest): Promise<SeenRepository> {
  const { host } = context
  const { dest, command } = request
  const wanted = lookedFor(context, request)
  const look = await lookAt(host, wanted, command)
  if (!(look instanceof Unknown)) return { at: look.at, look }
  if (dest === '') return { at: null, look }
  const at = await predictedPlace(host, dest, look)
  // The remote repository can be queried even if earlier tasks change the local one.
  const { version, isBare, remote, url, patterns } = wanted
  const there = await lookAt(host, { dest: '', version, isBare, remote, url, patterns }, command)
  return { at, look: there instanceof Unknown ? there : { ...there, at } }
}

async function lookAt(host: ReadHost, wanted: LookedFor, command: GitCommand): Promise<Look | Unknown> {
  const found = await orUnknownAnswer(host.ask(repositoryAt(wanted, command)))
  if (found instanceof Unknown || !('failed' in found)) return found
  if (found.failed === 'git') {
    const tools = await orUnknownAnswer(host.ask(presentTools([command.executable])))
    if (tools instanceof Unknown) return tools
    if (tools.has(command.executable)) return new Unknown('git, which an earlier task installs')
  }
  throw lookError(found, wanted)
}

/**
 * Returns what earlier tasks of a dry run create at a path. Throws TaskError for a directory that is not empty.
 * `look` has the reason why the repository is unknown.
 */
async function predictedPlace(host: ReadHost, dest: string, look: Unknown): Promise<Look['at']> {
  const state = await host.ask(fileState(dest))
  if (state === null) return 'absent'
  if ((state.leadsTo ?? state).kind !== 'directory') return 'file'
  if ((await namesInDirectory(host, dest)).length === 0) return 'empty'
  throw new TaskError(`a dry run cannot know the repository at \`${dest}\`: it depends on ${look.reason}`)
}
