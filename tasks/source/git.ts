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
  remoteCommit,
  requestOf,
  seeRepository,
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
        'Address of the repository: a URL, `user@host:path`, or an absolute path on the host. User and password of an HTTP URL stay out of process lists, output and the configuration of the repository.',
      )
      .meta({ examples: ['https://git.example.com/app.git', 'git@git.example.com:app.git'] }),
    dest: hostPath()
      .optional()
      .describe(
        'Path of the repository on the host, with missing parent directories. An existing directory must be empty or a repository. May be left out with `clone: false`.',
      )
      .meta({ examples: ['/srv/app'] }),
    version: text()
      .superRefine((version, context) => {
        const message = versionFault(version)
        if (message !== undefined) context.addIssue({ code: 'custom', message })
      })
      .default('HEAD')
      .describe(
        'A branch, a tag, or the hash of a commit; `HEAD` is the branch that is checked out, for a new clone that of the remote repository.',
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
      .describe('A further refspec to fetch, for a version that is on no branch or tag.')
      .meta({ examples: ['+refs/pull/*:refs/heads/pull/*'] }),
    force: flag()
      .default(false)
      .describe('Discard local modifications. Without it, they are an error.')
      .meta({ examples: [true] }),
    depth: number()
      .optional()
      .describe(
        'Number of commits of history to fetch. Ignored if less than 1, and for a commit without `refspec`.',
      )
      .meta({ examples: [1] }),
    clone: flag()
      .default(true)
      .describe('`false` does not create the repository; the result says which commit it would have.')
      .meta({ examples: [false] }),
    update: flag()
      .default(true)
      .describe('`false` leaves an existing repository as it is.')
      .meta({ examples: [false] }),
    bare: flag()
      .default(false)
      .describe('A bare repository: it has all branches and tags, and no files are checked out.')
      .meta({ examples: [true] }),
    recursive: flag()
      .default(true)
      .describe('Check out submodules too.')
      .meta({ examples: [false] }),
    track_submodules: flag()
      .default(false)
      .describe('Submodules follow their branch, and not the commit that the repository names.')
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
      .describe('Where the git directory is, if not in `dest`. An existing one is moved there.')
      .meta({ examples: ['/srv/app.git'] }),
    accept_hostkey: flag()
      .default(false)
      .describe(
        'Accept any host key of an ssh server, also a changed one. `accept_newhostkey` or a `known_hosts` task is safer.',
      )
      .meta({ examples: [true] }),
    accept_newhostkey: flag()
      .default(false)
      .describe('Accept the host key of an ssh server that is not known yet.')
      .meta({ examples: [true] }),
    key_file: hostPath()
      .optional()
      .describe('File on the host with the private key for ssh.')
      .meta({ examples: ['/root/.ssh/deploy'] }),
    ssh_opts: wordsParam('expected options of ssh with their quotes closed')
      .optional()
      .describe('Options for ssh. It never prompts, whatever they are.')
      .meta({ examples: ['-o ProxyJump=bastion'] }),
    executable: hostPath()
      .optional()
      .describe('Path of git on the host, if it is not in `PATH`.')
      .meta({ examples: ['/opt/git/bin/git'] }),
    umask: umaskParam('0022')
      .optional()
      .describe('The umask for what is written.')
      .meta({ examples: ['0022'] }),
    archive: hostPath()
      .refine(
        path => archiveFormat(path) !== undefined,
        'expected a name that ends in .zip, .tar, .tar.gz or .tgz',
      )
      .optional()
      .describe('A file on the host to write the checked-out commit to, as an archive.')
      .meta({ examples: ['/srv/app.tar.gz'] }),
    archive_prefix: text()
      .optional()
      .describe('Prefix of the paths in the archive.')
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
    const seen = await seeRepository(context, request)
    const { at, look } = seen
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
