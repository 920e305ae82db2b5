import { test } from 'uvu'
import git from '../../../tasks/source/git.ts'
import { statesOf } from '../../kit/file-answers.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of git 2.39 in the format of query-repository.sh.

const [ONE, TWO] = ['1'.repeat(40), '2'.repeat(40)]
const REPO = { repo: 'https://user:secret@git.example.com/app.git', dest: '/srv/app' }
const URL_HERE = 'url https://git.example.com/app.git\n'
const LOOK = 'repository at /srv/app'
const REFS = `ref ref: refs/heads/main\tHEAD
ref ${TWO}\tHEAD
ref ${ONE}\trefs/heads/dev
ref ${TWO}\trefs/heads/main
ref ${'3'.repeat(40)}\trefs/tags/v1
ref ${ONE}\trefs/tags/v1^{}
`
const ABSENT = `at absent\n${REFS}`
const here = (head: string, more = '', branch = 'branch refs/heads/main\n') =>
  `at repository\nhead ${head}\n${branch}${URL_HERE}incomplete \ndefault \n${more}${REFS}`

const ROWS: readonly TaskRow[] = [
  {
    title: 'a repository is cloned, and the password is in no result',
    params: REPO,
    answers: { [LOOK]: ABSENT },
    runs: { 'clone /srv/app': `${TWO}\n` },
    expects: [
      `clone git:/srv/app: null -> {"url":"https://git.example.com/app.git","version":"HEAD","commit":"${TWO}"}`,
      'predicts: create file:/srv/app: null -> {"state":"directory"}',
      '$ [clone /srv/app]',
      `outputs: {"before":null,"after":"${TWO}"}`,
    ],
  },
  {
    title: 'a clone that fails is an error with a hint',
    params: { ...REPO, version: 'v1' },
    answers: { [LOOK]: ABSENT },
    runs: { 'clone /srv/app': { status: 128, stderr: 'Host key verification failed.\n' } },
    expects: [
      `clone git:/srv/app: null -> {"url":"https://git.example.com/app.git","version":"v1","commit":"${ONE}"}`,
      'predicts: create file:/srv/app: null -> {"state":"directory"}',
      '$ [clone /srv/app]',
      'error: cannot clone /srv/app: Host key verification failed.',
      'hint: add the key of the server with `known_hosts` in an earlier task, or set `accept_newhostkey: true`',
    ],
  },
  {
    title: 'a commit that is already checked out is in sync',
    params: REPO,
    answers: { [LOOK]: here(TWO) },
    expects: [`in sync: {"before":"${TWO}","after":"${TWO}","remote_url_changed":false}`],
  },
  {
    title: 'a branch has a new commit',
    params: REPO,
    answers: { [LOOK]: here(ONE) },
    runs: { 'update /srv/app': `${TWO}\n` },
    expects: [
      `update git:/srv/app: {"commit":"${ONE}"} -> {"commit":"${TWO}"}`,
      '$ [update /srv/app]',
      `outputs: {"before":"${ONE}","after":"${TWO}","remote_url_changed":false}`,
    ],
  },
  {
    title: 'a tag is checked out as a detached HEAD',
    params: { ...REPO, version: 'v1' },
    answers: { [LOOK]: here(TWO) },
    isCheckMode: true,
    expects: [
      `update git:/srv/app: {"commit":"${TWO}","branch":"refs/heads/main"} -> {"commit":"${ONE}","branch":null}`,
    ],
  },
  {
    title: 'a remote branch is checked out as a detached HEAD',
    params: { ...REPO, version: 'origin/dev' },
    answers: { [LOOK]: here(ONE, '', 'branch \n') },
    expects: [`in sync: {"before":"${ONE}","after":"${ONE}","remote_url_changed":false}`],
  },
  {
    title: '`depth` is ignored for a commit',
    params: { ...REPO, version: ONE, depth: 1 },
    answers: { [LOOK]: here(ONE, '', 'branch \n') },
    expects: [
      `in sync: {"before":"${ONE}","after":"${ONE}","remote_url_changed":false,"warnings":["\`depth\` is ignored for a commit; it works with HEAD, branches, tags, and with \`refspec\`"]}`,
    ],
  },
  {
    title: 'local modifications are an error, but not local commits and untracked files of submodules',
    params: REPO,
    answers: {
      [LOOK]: here(
        TWO,
        `status 1 .M N... 100644 100644 100644 ${ONE} ${ONE} a b
status 1 .M SC.. 160000 160000 160000 ${ONE} ${ONE} other
status 1 .M S.M. 160000 160000 160000 ${ONE} ${ONE} sub
status 2 R. N... 100644 100644 100644 ${ONE} ${ONE} R100 new\told
status u UU N... 100644 100644 100644 100644 ${ONE} ${ONE} ${ONE} both
status  M v1
`,
      ),
    },
    expects: [
      'error: `/srv/app` has local modifications: a b, sub, new, both, v1',
      'hint: commit or remove them; `force: true` discards them',
    ],
  },
  {
    title:
      'local modifications are discarded, submodules updated, and an old address with a password replaced',
    params: { ...REPO, force: true },
    answers: {
      [LOOK]: `at repository
head ${TWO}
branch refs/heads/main
url https://other:hidden@git.example.com/app.git
status 1 .M N... 100644 100644 100644 ${ONE} ${ONE} a
submodule  ${ONE} fine (v1)
submodule -${ONE} new
submodule +${ONE} old one (heads/main)
${REFS}`,
    },
    isCheckMode: true,
    expects: [
      'update git:/srv/app: {"submodules":["new","old one"],"url":"https://***@git.example.com/app.git","modified":["a"]} -> {"submodules":[],"url":"https://git.example.com/app.git","modified":[]}',
    ],
  },
  {
    title: 'submodules are updated to their branches',
    params: { ...REPO, track_submodules: true },
    answers: { [LOOK]: here(TWO, `tracked ${ONE} ${TWO} a b\ntracked ${ONE} ${ONE} c\n`) },
    isCheckMode: true,
    expects: ['update git:/srv/app: {"submodules":["a b"]} -> {"submodules":[]}'],
  },
  {
    title: 'an interrupted clone is completed, whatever files it has',
    params: REPO,
    answers: {
      [LOOK]: `at repository\nhead ${TWO}\nbranch refs/heads/main\n${URL_HERE}incomplete true\nstatus 1 D. N... 100644 100644 100644 ${ONE} ${ONE} a\n${REFS}`,
    },
    isCheckMode: true,
    expects: ['update git:/srv/app: {"clone":"interrupted"} -> {"clone":"complete"}'],
  },
  {
    title: 'a bare repository gets all branches and tags',
    params: { ...REPO, bare: true },
    answers: {
      [LOOK]: `at repository\nhead ${ONE}\nbranch refs/heads/main\n${URL_HERE}local-ref ${ONE} refs/heads/main\nlocal-ref ${ONE} refs/heads/dev\nlocal-ref ${ONE} refs/heads/mine\n${REFS}`,
    },
    isCheckMode: true,
    expects: [
      `update git:/srv/app: {"refs/heads/main":"${ONE}","refs/tags/v1":null} -> {"refs/heads/main":"${TWO}","refs/tags/v1":"${'3'.repeat(40)}"}`,
    ],
  },
  {
    title: 'the git directory is moved',
    params: { ...REPO, separate_git_dir: '/srv/app.git' },
    answers: { [LOOK]: here(TWO, 'git-dir /srv/app/.git\n') },
    runs: { 'update /srv/app': `${TWO}\n` },
    expects: [
      'update git:/srv/app: {"git_dir":"/srv/app/.git"} -> {"git_dir":"/srv/app.git"}',
      '$ [update /srv/app]',
      `outputs: {"before":"${TWO}","after":"${TWO}","remote_url_changed":false,"git_dir_before":"/srv/app/.git","git_dir_now":"/srv/app.git"}`,
    ],
  },
  {
    title: 'with `update: false`, an existing repository is left unchanged, and archived',
    params: { ...REPO, update: false, archive: '/srv/app.tgz' },
    answers: { [LOOK]: `at repository\nhead ${ONE}\n`, 'state of /srv/app.tgz': statesOf('none') },
    expects: [
      `create file:/srv/app.tgz: null -> {"state":"file","content":"archive of ${ONE}"}`,
      '$ [archive /srv/app as /srv/app.tgz]',
      `outputs: {"before":"${ONE}","after":"${ONE}"}`,
    ],
  },
  {
    title: 'an archive is found by its normalized path',
    params: { ...REPO, update: false, archive: '/srv//app.tgz' },
    answers: { [LOOK]: `at repository\nhead ${ONE}\n`, 'state of /srv/app.tgz': statesOf('none') },
    expects: [
      `create file:/srv/app.tgz: null -> {"state":"file","content":"archive of ${ONE}"}`,
      '$ [archive /srv/app as /srv/app.tgz]',
      `outputs: {"before":"${ONE}","after":"${ONE}"}`,
    ],
  },
  {
    title: 'an archive that matches is left unchanged',
    params: { ...REPO, update: false, archive: '/srv/app.tgz' },
    answers: { [LOOK]: `at repository\nhead ${ONE}\narchived 1\n` },
    expects: [`in sync: {"before":"${ONE}","after":"${ONE}"}`],
  },
  {
    title: 'without `dest`, the commit of the remote is returned',
    params: { repo: 'git@git.example.com:app.git', clone: false, version: 'dev' },
    answers: { 'refs of git@git.example.com:app.git': `at \n${REFS}` },
    expects: [`in sync: {"before":null,"after":"${ONE}"}`],
  },
  {
    title: 'a directory with other files is an error',
    params: REPO,
    answers: { [LOOK]: `at full\n${REFS}` },
    expects: [
      'error: `/srv/app` is not empty and no git repository',
      'hint: choose another `dest`, or remove the existing files in an earlier task',
    ],
  },
  {
    title: 'a host without git is an error',
    params: REPO,
    answers: { [LOOK]: { status: 3 }, 'which of git exist': '' },
    expects: ['error: the host has no git', 'hint: install git in an earlier task, or set `executable`'],
  },
  {
    title: 'in a dry run that would install git, the commit is unknown',
    params: REPO,
    answers: {
      [LOOK]: { status: 3 },
      'which of git exist': 'git\n',
      'refs of https://git.example.com/app.git': { status: 3 },
      'state of /srv/app': statesOf('none'),
    },
    isCheckMode: true,
    expects: [
      'clone git:/srv/app: null -> {"url":"https://git.example.com/app.git","version":"HEAD","commit":"unknown: git, which an earlier task installs"}',
      'predicts: create file:/srv/app: null -> {"state":"directory"}',
    ],
  },
  {
    title: 'a repository of another user is an error',
    params: REPO,
    answers: {
      [LOOK]: { status: 4, stderr: "fatal: detected dubious ownership in repository at '/srv/app'\n" },
    },
    expects: [
      "error: cannot read the repository at `/srv/app`: fatal: detected dubious ownership in repository at '/srv/app'",
      'hint: run the task as the owner of the repository with `become_user`, or add it to `safe.directory` in the git configuration of the host',
    ],
  },
  {
    title: 'a missing branch is an error',
    params: { ...REPO, version: 'nope' },
    answers: { [LOOK]: ABSENT },
    expects: [
      'error: `https://git.example.com/app.git` has no branch or tag `nope`',
      'hint: `git ls-remote` lists its branches and tags; to check out a commit, give its hash',
    ],
  },
  ...(
    [
      ['ext::sh -c id', 'expected a URL; `ext::` would start a helper program'],
      ['ftp://a/b', 'expected one of https, http, ssh, git+ssh, ssh+git, git, file as the protocol'],
      ['-oProxyCommand=id:x', expectedAddress()],
      ['ssh://-oProxyCommand=id/x', expectedAddress()],
      ['--upload-pack=id', expectedAddress()],
      ['ssh://u:p@host/x', 'only HTTP URLs can contain a password; use `key_file` with ssh'],
      ['https://a%0ahost=evil:p@git.example.com/x', 'a password cannot hold a line break'],
      ['https://git.example.com/x\ny', 'cannot hold control characters'],
      ['app.git', expectedAddress()],
    ] as const
  ).map(([repo, fault]) => ({
    title: `the address ${JSON.stringify(repo)} is refused`,
    params: { repo, dest: '/d' },
    expects: [`refused: repo: ${fault}`],
  })),
  {
    title: 'invalid params are refused',
    params: {
      ...{
        ...REPO,
        version: '-f',
        remote: '-x',
        refspec: '--all',
        ssh_opts: "'",
        umask: 'u=rwx',
        archive: '/a.rar',
      },
    },
    expects: [
      'refused: version: expected a branch, a tag, a commit or HEAD',
      'refused: remote: expected the name of a remote, such as `origin`',
      'refused: refspec: expected one refspec, such as `refs/pull/7/head`',
      'refused: ssh_opts: expected options of ssh with their quotes closed',
      'refused: umask: expected a mask of octal digits in quotes, such as `"0022"`',
      'refused: archive: expected a name that ends in .zip, .tar, .tar.gz or .tgz',
    ],
  },
  {
    title: 'params that exclude or require others are refused',
    params: {
      ...{ repo: '/srv/a.git', separate_git_dir: '/g', bare: true, archive_prefix: 'x' },
      ...{ accept_hostkey: true, accept_newhostkey: true },
    },
    expects: [
      'refused: dest: expected a path; it can be left out only with `clone: false`',
      'refused: separate_git_dir: cannot be combined with `bare`',
      'refused: accept_newhostkey: cannot be combined with `accept_hostkey`',
      'refused: archive_prefix: needs `archive`',
    ],
  },
]

function expectedAddress(): string {
  return 'expected a URL, `user@host:path` or an absolute path, such as `https://git.example.com/app.git`'
}

taskRows('git', git, ROWS)

test.run()
