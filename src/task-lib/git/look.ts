import { programText } from '../../base/program-text.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import type { Answer } from '../../shell/exchange.ts'
import { joinShell, ShellText, sh } from '../../shell/quote.ts'
import type { GitArchive } from './archive.ts'
import { flagWord, type GitCommand, gitFunction } from './git-command.ts'

/** What is asked about a repository. */
export interface LookedFor {
  /** Absolute path; empty to ask only the remote repository. */
  readonly dest: string
  readonly isBare: boolean
  /** Name of the remote. */
  readonly remote: string
  /** Address of the remote repository; absent if it is not asked. */
  readonly url?: string | undefined
  /** True if the remote repository is not asked about an existing repository. */
  readonly keeps?: boolean
  readonly version: string
  /** Patterns of refs to ask the remote repository for. */
  readonly patterns: readonly string[]
  readonly submodules?: 'pinned' | 'tracked' | undefined
  readonly separateGitDir?: string | undefined
  readonly archive?: GitArchive | undefined
}

/** What is at the place of a repository, and what the remote repository has. Commits are whole hashes. */
export interface Look {
  /** Null if no path was asked about; `full` is a directory with other files in it. */
  readonly at: 'repository' | 'full' | 'empty' | 'file' | 'absent' | null
  /** The commit of HEAD; null if it has none. */
  readonly head: string | null
  /** The branch of HEAD, as `refs/heads/main`; null if it is detached. */
  readonly branch: string | null
  /** The address that the repository has for the remote, with whatever secrets it holds. */
  readonly url: string | null
  /** True if a clone was interrupted. */
  readonly isIncomplete: boolean
  /** The branch of the remote's HEAD, as the repository knows it. */
  readonly defaultBranch: string | null
  /** The commit that the version names here, if it is a hash. */
  readonly local: string | null
  /** Modified files, twenty at most. */
  readonly modified: readonly string[]
  /** Paths of submodules that are not as wanted. */
  readonly submodules: readonly string[]
  /** Refs of a bare repository by name. */
  readonly localRefs: ReadonlyMap<string, string>
  /** The git directory, if it is not the separate one. */
  readonly gitDir: string | null
  /** True if something is where the separate git directory would go. */
  readonly isOccupied: boolean
  readonly isArchived: boolean
  /** Refs of the remote repository by name: the objects that they name, and with `^{}` the commits of annotated tags. */
  readonly refs: ReadonlyMap<string, string>
  /** The branch of HEAD there; null if it is detached or unknown. */
  readonly remoteBranch: string | null
}

/** Why there is no answer. */
export interface LookFailure {
  readonly failed: 'git' | 'repository' | 'remote'
  readonly stderr: string
}

const LOOK = new ShellText(programText(new URL('./look.sh', import.meta.url)))
const FAILED: Readonly<Record<number, LookFailure['failed']>> = { 3: 'git', 4: 'repository', 5: 'remote' }

/** Asks what is at the place of a repository and what the remote repository has, with one `git ls-remote`. */
export function repositoryAt(wanted: LookedFor, command: GitCommand): Probe<Look | LookFailure> {
  const { dest, isBare, remote, url = '', version, patterns, submodules = '', archive } = wanted
  const words = [
    ...[dest, flagWord(isBare), remote, url, version, submodules, wanted.separateGitDir ?? ''],
    ...[archive?.path ?? '', archive?.format ?? '', archive?.prefix ?? '', flagWord(wanted.keeps === true)],
    ...patterns,
  ]
  return probe({
    title: dest === '' ? `refs of ${url}` : `repository at ${dest}`,
    script: joinShell([gitFunction(command), sh`set -- ${words}`, LOOK]),
    answers: [0, 3, 4, 5],
    parse: answer => parseLook(answer, remote, submodules === 'tracked'),
  })
}

function parseLook({ status, stdout, stderr }: Answer, remote: string, tracks: boolean): Look | LookFailure {
  const failed = FAILED[status]
  if (failed !== undefined) return { failed, stderr: stderr.toString().trim() }
  const fields = new Map<string, string[]>()
  for (const line of stdout.toString().split('\n')) {
    const [, key = '', value = ''] = /^([a-z-]+) (.*)$/s.exec(line) ?? []
    if (value !== '') fields.set(key, [...(fields.get(key) ?? []), value])
  }
  const all = (key: string): readonly string[] => fields.get(key) ?? []
  const one = (key: string): string | null => all(key)[0] ?? null
  const there = all('ref').map(line => line.split('\t') as [string, string])
  return {
    at: one('at') as Look['at'],
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
    refs: new Map(there.filter(([hash]) => !hash.startsWith('ref: ')).map(([hash, name]) => [name, hash])),
    remoteBranch:
      there.find(([hash, name]) => hash.startsWith('ref: ') && name === 'HEAD')?.[0].slice(5) ?? null,
  }
}

/** A submodule at another commit, or with files that git does not know, is no local modification. */
function modifiedIn(line: string): string[] {
  if (/^1 \.. S.\../.test(line)) return []
  const fields = line.startsWith('1 ') ? 8 : 9
  if (/^[12] /.test(line)) return [line.split(' ').slice(fields).join(' ').split('\t')[0] ?? line]
  return [line.startsWith('u ') ? line.split(' ').slice(10).join(' ') : line.slice(3)]
}

/**
 * A line of `git submodule status` begins with a space if the submodule has the commit that the repository names, and with `+` if it
 * has another one, as one that follows a branch may.
 */
function differingIn(line: string, tracks: boolean): string[] {
  if (line.startsWith(' ') || (tracks && line.startsWith('+'))) return []
  const [, path = line] = /^.[0-9a-f]+ (.*?)(?: \([^()]*\))?$/.exec(line) ?? []
  return [path]
}

function behindIn(line: string): string[] {
  const [here, there, ...path] = line.split(' ')
  return here === there ? [] : [path.join(' ')]
}
