import { programText } from '../../base/program-text.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import type { GitArchive } from './archive.ts'
import { flagWord, type GitCommand, gitFunction } from './git-command.ts'

/** What is queried about a repository and its remote. */
export interface RepositoryQuery {
  /** Absolute path of the repository; empty to query only the remote repository. */
  readonly dest: string
  readonly isBare: boolean
  /** Name of the remote. */
  readonly remote: string
  /** Address of the remote repository; absent if it is not queried. */
  readonly url?: string | undefined
  /** True if the remote repository is not queried when the repository already exists. */
  readonly skipsRemoteIfExists?: boolean
  readonly version: string
  /** Patterns of the refs to list from the remote repository. */
  readonly patterns: readonly string[]
  readonly submodules?: 'pinned' | 'tracked' | undefined
  readonly separateGitDir?: string | undefined
  readonly archive?: GitArchive | undefined
}

/** The state of a repository and the refs of its remote. Commits are full hashes. */
export interface RepositoryState {
  /** What exists at the path: `full` is a directory with other files in it. Null if no path was queried. */
  readonly at: 'repository' | 'full' | 'empty' | 'file' | 'absent' | null
  /** The commit of HEAD; null if it has none. */
  readonly head: string | null
  /** The branch of HEAD, as `refs/heads/main`; null if it is detached. */
  readonly branch: string | null
  /** The address of the remote in the repository's configuration, including any secrets in it. */
  readonly url: string | null
  /** True if a clone was interrupted. */
  readonly isIncomplete: boolean
  /** The branch of the remote's HEAD as recorded in the repository. */
  readonly defaultBranch: string | null
  /** The commit in the local repository that the version names, if the version is a hash. */
  readonly local: string | null
  /** Modified files, twenty at most. */
  readonly modified: readonly string[]
  /** Paths of submodules that differ from the wanted state. */
  readonly submodules: readonly string[]
  /** Refs of a bare repository: hashes by name. */
  readonly localRefs: ReadonlyMap<string, string>
  /** Path of the git directory if it is not the wanted separate one; otherwise null. */
  readonly gitDir: string | null
  /** True if something already exists at the path of the separate git directory. */
  readonly isOccupied: boolean
  readonly isArchived: boolean
  /**
   * Refs of the remote repository by name: the hashes of the objects and, under the name with `^{}`, the commits of
   * annotated tags.
   */
  readonly refs: ReadonlyMap<string, string>
  /** The branch of the remote's HEAD; null if it is detached or unknown. */
  readonly remoteBranch: string | null
}

/** The reason why the query failed. */
export interface QueryFailure {
  readonly failed: 'git' | 'repository' | 'remote'
  readonly stderr: string
}

const QUERY = new ShellText(programText(new URL('./query-repository.sh', import.meta.url)))
const FAILED: Readonly<Record<number, QueryFailure['failed']>> = { 3: 'git', 4: 'repository', 5: 'remote' }

/** Probe for the state of a repository and the refs of its remote, with a single `git ls-remote`. */
export function repositoryState(
  wanted: RepositoryQuery,
  command: GitCommand,
): Probe<RepositoryState | QueryFailure> {
  const { dest, isBare, remote, url = '', version, patterns, submodules = '', archive } = wanted
  const words = [
    ...[dest, flagWord(isBare), remote, url, version, submodules, wanted.separateGitDir ?? ''],
    ...[
      archive?.path ?? '',
      archive?.format ?? '',
      archive?.prefix ?? '',
      flagWord(wanted.skipsRemoteIfExists === true),
    ],
    ...patterns,
  ]
  return probe({
    title: dest === '' ? `refs of ${url}` : `repository at ${dest}`,
    script: joinShell([gitFunction(command), sh`set -- ${words}`, QUERY]),
    answers: [0, 3, 4, 5],
    parse: answer => parseState(answer, remote, submodules === 'tracked'),
  })
}

function parseState(
  { status, stdout, stderr }: Answer,
  remote: string,
  tracks: boolean,
): RepositoryState | QueryFailure {
  const failed = FAILED[status]
  if (failed !== undefined) return { failed, stderr: stderr.toString().trim() }
  const fields = new Map<string, string[]>()
  for (const line of stdout.toString().split('\n')) {
    const [, key = '', value = ''] = /^([a-z-]+) (.*)$/s.exec(line) ?? []
    if (value !== '') fields.set(key, [...(fields.get(key) ?? []), value])
  }
  const all = (key: string): readonly string[] => fields.get(key) ?? []
  const one = (key: string): string | null => all(key)[0] ?? null
  const remoteRefs = all('ref').map(line => line.split('\t') as [string, string])
  return {
    at: one('at') as RepositoryState['at'],
    head: one('head'),
    branch: one('branch'),
    url: one('url'),
    isIncomplete: one('incomplete') !== null,
    defaultBranch: one('default')?.replace(`refs/remotes/${remote}/`, 'refs/heads/') ?? null,
    local: one('local'),
    modified: all('status').flatMap(modifiedIn),
    submodules: [
      ...all('submodule').flatMap(line => differingIn(line, tracks)),
      ...all('tracked').flatMap(behindIn),
    ],
    localRefs: new Map(
      all('local-ref').map(line => {
        const [hash = '', name = ''] = line.split(' ')
        return [name, hash] as const
      }),
    ),
    gitDir: one('git-dir'),
    isOccupied: one('occupied') !== null,
    isArchived: one('archived') !== null,
    refs: new Map(
      remoteRefs.filter(([hash]) => !hash.startsWith('ref: ')).map(([hash, name]) => [name, hash]),
    ),
    remoteBranch:
      remoteRefs.find(([hash, name]) => hash.startsWith('ref: ') && name === 'HEAD')?.[0].slice(5) ?? null,
  }
}

/**
 * Returns the modified file in a line of `git status`. A submodule that has another commit or untracked files does
 * not count as modified.
 */
function modifiedIn(line: string): string[] {
  if (/^1 \.. S.\../.test(line)) return []
  const fields = line.startsWith('1 ') ? 8 : 9
  if (/^[12] /.test(line)) return [line.split(' ').slice(fields).join(' ').split('\t')[0] ?? line]
  return [line.startsWith('u ') ? line.split(' ').slice(10).join(' ') : line.slice(3)]
}

/**
 * Returns the path of a differing submodule from a line of `git submodule status`. The line begins with a space if
 * the submodule has the recorded commit, and with `+` if it has another one, which is correct for one that tracks a
 * branch.
 */
function differingIn(line: string, tracks: boolean): string[] {
  if (line.startsWith(' ') || (tracks && line.startsWith('+'))) return []
  const [, path = line] = /^.[0-9a-f]+ (.*?)(?: \([^()]*\))?$/.exec(line) ?? []
  return [path]
}

function behindIn(line: string): string[] {
  const [here, remoteRefs, ...path] = line.split(' ')
  return here === remoteRefs ? [] : [path.join(' ')]
}
