/**
 * A git repository on the host, at a branch, tag or commit.
 *
 *     - git:
 *         repo: https://github.com/etcd-io/etcd.git
 *         dest: /srv/etcd
 *         version: v3.5.17
 */
import { defineTask, flag, hostPath, inSync, number, text, Unknown, z } from '../../src/authoring/task.ts'
import {
  addressFault,
  archiveFormat,
  bringRepository,
  mayChangeRepository,
  planClone,
  planUpdate,
  readRepository,
  remoteCommit,
  requestOf,
  versionFault,
  writeArchive,
} from '../../src/built-in/git.ts'
import { omitUndefined, umaskParam, wordsParam } from '../../src/built-in/params.ts'

const params = z
  .strictObject({
    repo: text()
      .superRefine((repo, context) => {
        const message = addressFault(repo)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      })
      .describe(
        'Address of the repository: a URL, `user@host:path`, or an absolute path on the host. The user and password of an HTTP URL never appear in process lists, output or the configuration of the repository.',
      )
      .meta({ examples: ['https://git.example.com/app.git', 'git@git.example.com:app.git'] }),
    dest: hostPath()
      .optional()
      .describe(
        'Path of the repository on the host. Missing parent directories are created. An existing directory must be empty or a repository. Optional with `clone: false`.',
      )
      .meta({ examples: ['/srv/app'] }),
    version: text()
      .superRefine((version, context) => {
        const message = versionFault(version)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      })
      .default('HEAD')
      .describe(
        'A branch, a tag, or the hash of a commit. `HEAD` is the branch that is checked out. In a new clone, it is the current branch of the remote repository.',
      )
      .meta({ examples: ['main', 'v1.4.2', '4c020102a9cd6fe908c9a4a326a38f972f63a903'] }),
    remote: text()
      .refine(name => /^[A-Za-z0-9_][\w.-]*$/.test(name), 'expected the name of a remote, such as `origin`')
      .default('origin')
      .describe('Name of the remote.')
      .meta({ examples: ['upstream'] }),
    refspec: text()
      .refine(spec => /^[^\s\0-][^\s\0]*$/.test(spec), 'expected one refspec, such as `refs/pull/7/head`')
      .optional()
      .describe('An additional refspec to fetch, for a version that is on no branch and has no tag.')
      .meta({ examples: ['+refs/pull/*:refs/heads/pull/*'] }),
    force: flag()
      .default(false)
      .describe('Discard local modifications. With `false`, local modifications are an error.')
      .meta({ examples: [true] }),
    depth: number()
      .optional()
      .describe(
        'Number of commits of history to fetch. Ignored if less than 1, and for a commit without `refspec`.',
      )
      .meta({ examples: [1] }),
    clone: flag()
      .default(true)
      .describe(
        '`false` does not clone the repository. The result then contains the commit that would be checked out.',
      )
      .meta({ examples: [false] }),
    update: flag()
      .default(true)
      .describe('`false` does not change an existing repository.')
      .meta({ examples: [false] }),
    bare: flag()
      .default(false)
      .describe('Make the repository bare: it contains all branches and tags, but no files are checked out.')
      .meta({ examples: [true] }),
    recursive: flag()
      .default(true)
      .describe('Also check out submodules.')
      .meta({ examples: [false] }),
    track_submodules: flag()
      .default(false)
      .describe(
        'Check out the newest commit on the branch of each submodule, not the commit that the repository records.',
      )
      .meta({ examples: [true] }),
    single_branch: flag()
      .default(false)
      .describe('Clone only the history of `version`.')
      .meta({ examples: [true] }),
    reference: hostPath()
      .optional()
      .describe('A repository on the host from which a clone borrows objects.')
      .meta({ examples: ['/srv/mirror/app.git'] }),
    separate_git_dir: hostPath()
      .optional()
      .describe(
        'Path of the git directory, if it should be outside `dest`. An existing git directory is moved there.',
      )
      .meta({ examples: ['/srv/app.git'] }),
    accept_hostkey: flag()
      .default(false)
      .describe(
        'Accept any host key of an ssh server, even a changed one. `accept_newhostkey` or a `known_hosts` task is safer.',
      )
      .meta({ examples: [true] }),
    accept_newhostkey: flag()
      .default(false)
      .describe('Accept the key of an ssh server if no key of this server is known yet.')
      .meta({ examples: [true] }),
    key_file: hostPath()
      .optional()
      .describe('Path on the host of the private key for ssh.')
      .meta({ examples: ['/root/.ssh/deploy'] }),
    ssh_opts: wordsParam('expected options of ssh with their quotes closed')
      .optional()
      .describe('Additional options for ssh. ssh never prompts, whatever these options are.')
      .meta({ examples: ['-o ProxyJump=bastion'] }),
    executable: hostPath()
      .optional()
      .describe('Path of git on the host, if it is not in `PATH`.')
      .meta({ examples: ['/opt/git/bin/git'] }),
    umask: umaskParam('0022')
      .optional()
      .describe('The umask for all files that git writes.')
      .meta({ examples: ['0022'] }),
    archive: hostPath()
      .refine(
        path => archiveFormat(path) !== undefined,
        'expected a name that ends in .zip, .tar, .tar.gz or .tgz',
      )
      .optional()
      .describe('Path on the host of an archive file. The checked-out commit is written to it.')
      .meta({ examples: ['/srv/app.tar.gz'] }),
    archive_prefix: text()
      .optional()
      .describe('Prefix of all paths in the archive.')
      .meta({ examples: ['app/'] }),
  })
  .refine(({ dest, clone }) => dest !== undefined || !clone, {
    path: ['dest'],
    message: 'expected a path; it can be left out only with `clone: false`',
  })
  .refine(({ separate_git_dir, bare }) => separate_git_dir === undefined || !bare, {
    path: ['separate_git_dir'],
    message: 'cannot be combined with `bare`',
  })
  .refine(({ accept_hostkey, accept_newhostkey }) => !accept_hostkey || !accept_newhostkey, {
    path: ['accept_newhostkey'],
    message: 'cannot be combined with `accept_hostkey`',
  })
  .refine(({ archive, archive_prefix }) => archive !== undefined || archive_prefix === undefined, {
    path: ['archive_prefix'],
    message: 'needs `archive`',
  })

export default defineTask({
  summary: 'Clones a git repository, or updates it to a branch, tag or commit.',
  example: `- git:
    repo: https://github.com/etcd-io/etcd.git
    dest: /srv/etcd
    version: v3.5.17
`,
  params,
  aliases: { name: 'repo' },
  outputs: {
    before: 'The commit of the repository before the task; null if there was no repository or no commit.',
    after:
      'The commit of the repository after the task; for a repository that is not cloned because of `clone: false`, the commit of the remote repository.',
    remote_url_changed:
      'Whether the task changed the URL of the remote; only for a repository that exists, with `update`.',
    submodules_changed: 'True; only if the task changed submodules.',
    git_dir_before: 'The git directory before it was moved; only if `separate_git_dir` moves it.',
    git_dir_now: 'The git directory after it was moved; only if `separate_git_dir` moves it.',
  },
  unsupported: {
    verify_commit:
      'remove it; add a task `command: git -C DEST verify-commit HEAD` with `changed_when: false`',
    gpg_whitelist:
      'remove it; add a task `command: git -C DEST verify-commit HEAD`, with a keyring that has only these keys',
  },
  readsExternalState: true,
  check: async context => {
    const { params } = context
    const request = await requestOf(context, { isReading: true })
    const seen = await readRepository(context, request)
    const { at, state: look } = seen
    if (at === 'repository' && !(look instanceof Unknown)) return planUpdate(context, request, look)
    return params.clone ? planClone(context, request, seen) : inSync(remoteCommit(params, request, look))
  },
  mayChange: ({ host, params }) => mayChangeRepository(host, params),
  apply: async context => {
    const { wanted } = context.plan.data
    const request = await requestOf(context, { isReading: false })
    const after = wanted && (await bringRepository(context, request, wanted))
    await writeArchive(context, request)
    return omitUndefined({ after })
  },
})
