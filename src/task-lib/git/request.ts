import type { TaskContext } from '../../authoring/define.ts'
import type { ReadHost } from '../../remote/host.ts'
import { plainPath } from '../../remote/probes/files/files.ts'
import { absolutePath } from '../absolute-path.ts'
import { type GitArchive, wantedArchive } from './archive.ts'
import { isMirror, submodulesOf } from './fetch-options.ts'
import type { GitCommand } from './git-command.ts'
import type { GitCheck, GitParams } from './params.ts'
import type { RepositoryQuery } from './query-repository.ts'
import { readAddress } from './repo-address.ts'
import { refsFor } from './version.ts'

/** The wanted repository with absolute paths, and how git is started. */
export interface GitRequest {
  /** Absolute path of the repository; empty if the task sets none. */
  readonly dest: string
  /** Address of the remote repository, as it is passed to git. */
  readonly url: string
  readonly separateGitDir?: string | undefined
  readonly archive?: GitArchive | undefined
  readonly command: GitCommand
}

/** Resolves the params that name something on the host. With `isReading`, git and ssh must not write anything. */
export async function requestOf(
  { host, params, environment }: TaskContext<GitParams> & { readonly host: ReadHost },
  { isReading }: { readonly isReading: boolean },
): Promise<GitRequest> {
  const absolute = async (path: string | undefined) => path && plainPath(await absolutePath(host, path))
  const [repo, archive, dest = '', keyFile, separateGitDir] = await Promise.all([
    absolutePath(host, params.repo),
    wantedArchive(host, params),
    ...[params.dest, params.key_file, params.separate_git_dir].map(absolute),
  ])
  const { url, credentials } = readAddress(repo)
  return {
    ...{ dest, url, separateGitDir, archive },
    command: {
      ...{ executable: params.executable ?? 'git', credentials, environment, isReading },
      ...{ sshOptions: params.ssh_opts, keyFile, acceptsKeys: acceptedKeys(params) },
    },
  }
}

/** Returns what has to be queried about the repository and its remote. */
export function repositoryQuery({ params, carriedOut }: GitCheck, request: GitRequest): RepositoryQuery {
  const { version, remote, bare, update } = params
  const { dest, url, separateGitDir, archive } = request
  const all = isMirror(params) ? ['refs/heads/*', 'refs/tags/*'] : []
  return {
    ...{ dest, isBare: bare, remote, version, separateGitDir, archive, skipsRemoteIfExists: !update },
    // After apply, the repository is compared with the plan; the remote may already have newer commits.
    url: carriedOut === undefined ? url : undefined,
    patterns: [...new Set(['HEAD', ...all, ...refsFor(params)])],
    submodules: submodulesOf(params),
  }
}

function acceptedKeys({ accept_hostkey, accept_newhostkey }: GitParams): GitCommand['acceptsKeys'] {
  if (accept_hostkey) return 'any'
  return accept_newhostkey ? 'new' : undefined
}
