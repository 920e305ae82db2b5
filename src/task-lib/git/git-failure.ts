import { TaskError } from '../../errors.ts'
import type { QueryFailure, RepositoryQuery } from './query-repository.ts'
import { shownAddress } from './repo-address.ts'

/** Hints for error messages of git and ssh. */
const HINTS: readonly [RegExp, string][] = [
  [
    /dubious ownership|unsafe repository/i,
    'run the task as the owner of the repository with `become_user`, or add it to `safe.directory` in the git configuration of the host',
  ],
  [
    /REMOTE HOST IDENTIFICATION HAS CHANGED/,
    'the host key of the server has changed: make sure that it is the right server, then replace its key with `known_hosts`',
  ],
  [
    /Host key verification failed/i,
    'add the key of the server with `known_hosts` in an earlier task, or set `accept_newhostkey: true`',
  ],
  [/Permission denied \(/i, 'does the host have a key that the server accepts? `key_file` names one'],
  [
    /terminal prompts disabled|could not read (Username|Password)|Authentication failed/i,
    'the server asks for a user and a password: write `https://USER:PASSWORD@…`, and use secret variables',
  ],
  [
    /does not appear to be a git repository|repository .* not found|not found$/im,
    'is the address right, and may this user read it?',
  ],
  [
    /Could not resolve host/i,
    'the host cannot resolve the name: check its DNS, or set a proxy in `environment`',
  ],
  [/transport '.*' not allowed/i, 'git refuses this protocol here; see `protocol.allow` in git-config(1)'],
  [
    /needed a single revision|is not in what was fetched|reference is not a tree/i,
    'the remote repository may have changed since the check: run again; a commit that is on no branch or tag needs `refspec`',
  ],
  [
    /index\.lock|shallow\.lock|config\.lock/,
    'another git process is running there; if it was killed, remove the lock file',
  ],
]

/**
 * Returns the error for a repository query that failed: the host has no git, or the repository or its remote cannot
 * be read.
 */
export function queryError(
  { failed, stderr }: QueryFailure,
  { dest, url = '' }: Pick<RepositoryQuery, 'dest' | 'url'>,
) {
  if (failed === 'git')
    return new TaskError('the host has no git', {
      hint: 'install git in an earlier task, or set `executable`',
    })
  const what =
    failed === 'repository'
      ? `cannot read the repository at \`${dest}\``
      : `cannot read \`${shownAddress(url)}\``
  return new TaskError(`${what}: ${stderr}`, { hint: gitHint(stderr) })
}

/** Returns a hint for an error message of git; undefined if there is none. */
export function gitHint(stderr: string): string | undefined {
  return HINTS.find(([pattern]) => pattern.test(stderr))?.[1]
}
