import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { orUnknownAnswer, Unknown } from '../../values/unknown.ts'
import { namesInDirectory } from '../files/entries.ts'
import type { GitCommand } from './git-command.ts'
import { queryError } from './git-failure.ts'
import type { GitCheck } from './params.ts'
import { type RepositoryQuery, type RepositoryState, repositoryState } from './query-repository.ts'
import { type GitRequest, repositoryQuery } from './request.ts'

/** The state of a repository as a check knows it. */
export interface KnownRepository {
  readonly at: RepositoryState['at']
  /** Unknown in a dry run if earlier tasks change it. */
  readonly state: RepositoryState | Unknown
}

/**
 * Queries the host and the remote repository. In a dry run, what exists at the path may be known only from the
 * predictions of earlier tasks.
 */
export async function readRepository(context: GitCheck, request: GitRequest): Promise<KnownRepository> {
  const { host } = context
  const { dest, command } = request
  const query = repositoryQuery(context, request)
  const state = await queryRepository(host, query, command)
  if (!(state instanceof Unknown)) return { at: state.at, state }
  if (dest === '') return { at: null, state }
  const at = await predictedPlace(host, dest, state)
  // The remote repository can be queried even if earlier tasks change the local one.
  const { version, isBare, remote, url, patterns } = query
  const remoteState = await queryRepository(
    host,
    { dest: '', version, isBare, remote, url, patterns },
    command,
  )
  return { at, state: remoteState instanceof Unknown ? remoteState : { ...remoteState, at } }
}

async function queryRepository(
  host: ReadHost,
  query: RepositoryQuery,
  command: GitCommand,
): Promise<RepositoryState | Unknown> {
  const answer = await orUnknownAnswer(host.ask(repositoryState(query, command)))
  if (answer instanceof Unknown || !('failed' in answer)) return answer
  if (answer.failed === 'git') {
    const tools = await orUnknownAnswer(host.ask(presentTools([command.executable])))
    if (tools instanceof Unknown) return tools
    if (tools.has(command.executable)) return new Unknown('git, which an earlier task installs')
  }
  throw queryError(answer, query)
}

/**
 * Returns what earlier tasks of a dry run create at a path. Throws TaskError for a directory that is not empty.
 * `repository` has the reason why the repository is unknown.
 */
async function predictedPlace(
  host: ReadHost,
  dest: string,
  repository: Unknown,
): Promise<RepositoryState['at']> {
  const state = await host.ask(fileState(dest))
  if (state === null) return 'absent'
  if ((state.leadsTo ?? state).kind !== 'directory') return 'file'
  if ((await namesInDirectory(host, dest)).length === 0) return 'empty'
  throw new TaskError(
    `a dry run cannot know the repository at \`${dest}\`: it depends on ${repository.reason}`,
  )
}
