import { lastLine, runProgram } from '../controller/run-program.ts'
import { InputError } from '../errors.ts'
import { helperOptions, loginVariables } from '../task-lib/git/git-command.ts'
import { readAddress, shownAddress } from '../task-lib/git/repo-address.ts'

/** Seconds that one git command may take. */
const PATIENCE = 600

/** Options against code in repositories: no hooks, no file system monitor, and no protocol that starts programs. */
const SAFE = ['core.hooksPath=/dev/null', 'core.fsmonitor=false', 'protocol.ext.allow=never'].flatMap(
  setting => ['-c', setting],
)

/**
 * Clones a repository without a working tree into a new folder, and returns the commit of a version: of a tag, branch
 * or commit, or of the default branch. Throws InputError.
 */
export function cloneRepository(url: string, folder: string, version: string | undefined): string {
  const { url: address, credentials } = readAddress(url)
  const login = credentials ? helperOptions(credentials) : []
  git(
    [...login, 'clone', '--quiet', '--bare', '--template=', '--', address, folder],
    `clone ${shownAddress(url)}`,
    credentials ? loginVariables(credentials) : {},
  )
  const wanted = version ?? 'HEAD'
  const { stdout } = git(
    ['-C', folder, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${wanted}^{commit}`],
    `find the version \`${wanted}\` in ${shownAddress(url)}`,
  )
  return stdout.trim()
}

/** Writes the files of a commit into a tar file, without those that the repository excludes from exports. */
export function archiveCommit(folder: string, commit: string, file: string): void {
  git(['-C', folder, 'archive', '--format=tar', '-o', file, commit], `read the commit ${commit}`)
}

function git(
  words: readonly string[],
  what: string,
  more: Readonly<Record<string, string>> = {},
): { readonly stdout: string } {
  const environment = { ...process.env, ...more, GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' }
  const ended = runProgram('git', [...SAFE, ...words], { input: '', seconds: PATIENCE, environment })
  if (ended.failure === undefined) return ended
  throw new InputError(`git could not ${what}: it ${ended.failure}${lastLine(ended)}`)
}
