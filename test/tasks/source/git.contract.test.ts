import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import git from '../../../tasks/source/git.ts'
import { contractRows, type Row } from '../../kit/rows.ts'

// The accounts that commit, and no settings of this machine.
Object.assign(process.env, {
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_AUTHOR_NAME: 'a', GIT_AUTHOR_EMAIL: 'a@example.com', GIT_AUTHOR_DATE: '1700000000 +0000' },
  ...{
    GIT_COMMITTER_NAME: 'a',
    GIT_COMMITTER_EMAIL: 'a@example.com',
    GIT_COMMITTER_DATE: '1700000000 +0000',
  },
})

const run = (directory: string, ...words: string[]): string =>
  execFileSync('git', ['-C', directory, ...words], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  }).trim()

/** A bare repository with two commits on `main`, the tag `v1` (annotated) at the first and a branch `dev`. */
function makeRemote(root: string, name = 'remote.git'): string {
  const [work, bare] = [`${root}/.work-${name}`, `${root}/${name}`]
  mkdirSync(work)
  run(work, 'init', '-q', '-b', 'main')
  commit(work, 'one')
  run(work, 'tag', '-a', '-m', 'first', 'v1')
  run(work, 'branch', 'dev')
  commit(work, 'two')
  execFileSync('git', ['clone', '-q', '--bare', '--', work, bare])
  return bare
}

function commit(work: string, content: string): void {
  writeFileSync(`${work}/file`, content)
  run(work, 'add', 'file')
  run(work, 'commit', '-q', '-m', content)
}

/** One more commit on `main`. */
function push(root: string, content: string): void {
  commit(`${root}/.work-remote.git`, content)
  run(`${root}/.work-remote.git`, 'push', '-q', '--force', `${root}/remote.git`, 'main', '--tags')
}

function clone(root: string, ...options: string[]): void {
  execFileSync('git', ['clone', '-q', ...options, `file://${root}/remote.git`, `${root}/d`])
}

const REPO = { repo: 'file://@/remote.git', dest: '@/d' }
const content = (root: string): string => readFileSync(`${root}/d/file`, 'utf8')
const branch = (root: string): string => run(`${root}/d`, 'rev-parse', '--abbrev-ref', 'HEAD')
const isRight =
  (file: string, name = 'main') =>
  (root: string) => {
    assert.is(content(root), file)
    assert.is(branch(root), name)
  }

const NAME = `-a 100% "b" '$(c) é`

const ROWS: readonly Row[] = [
  {
    title: 'clones the branch of HEAD, with parents',
    params: { ...REPO, dest: '@/a/b/d' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: (root, { first, applied }) => {
      const head = run(`${root}/a/b/d`, 'rev-parse', 'HEAD')
      assert.equal([first.outputs, applied], [{ before: null, after: head }, { after: head }])
      assert.is(run(`${root}/a/b/d`, 'config', 'branch.main.merge'), 'refs/heads/main')
      assert.is(run(`${root}/a/b/d`, 'status', '--porcelain'), '')
    },
  },
  {
    title: 'clones between odd names, from a path',
    params: { repo: `@/${NAME}`, dest: `@/d ${NAME}\n` },
    expects: 'plan',
    prepare: root => makeRemote(root, NAME),
    verify: root => assert.is(readFileSync(`${root}/d ${NAME}\n/file`, 'utf8'), 'two'),
  },
  {
    title: 'clones a branch into an empty directory, which it keeps',
    params: { ...REPO, version: 'dev' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      mkdirSync(`${root}/d`, { mode: 0o700 })
    },
    verify: isRight('one', 'dev'),
  },
  {
    title: 'clones an annotated tag with a remote of another name',
    params: { ...REPO, version: 'v1', remote: 'up' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      isRight('one', 'HEAD')(root)
      assert.is(run(`${root}/d`, 'remote'), 'up')
    },
  },
  {
    title: 'clones one commit of a branch',
    params: { ...REPO, version: 'dev', depth: 1 },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      isRight('one', 'dev')(root)
      assert.is(run(`${root}/d`, 'rev-parse', '--is-shallow-repository'), 'false')
    },
  },
  {
    title: 'moves a shallow clone to a new commit',
    params: { ...REPO, depth: 1 },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root, '--depth', '1')
      push(root, 'three')
    },
    verify: root => {
      isRight('three')(root)
      assert.is(run(`${root}/d`, 'rev-list', '--count', 'HEAD'), '1')
    },
  },
  {
    title: 'moves a shallow clone to another branch',
    params: { ...REPO, version: 'dev', depth: 1 },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root, '--depth', '1')
    },
    verify: isRight('one', 'dev'),
  },
  {
    title: 'clones the history of one branch',
    params: { ...REPO, version: 'dev', single_branch: true },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      isRight('one', 'dev')(root)
      assert.is(run(`${root}/d`, 'branch', '-r'), 'origin/dev')
    },
  },
  {
    title: 'finds the commit of a branch in sync',
    params: { ...REPO, version: 'main' },
    expects: 'in-sync',
    prepare: root => {
      makeRemote(root)
      clone(root)
    },
    verify: (root, { first }) => {
      const head = run(`${root}/d`, 'rev-parse', 'HEAD')
      assert.equal(first.outputs, { before: head, after: head, remote_url_changed: false })
    },
  },
  {
    title: 'moves to a new commit',
    params: REPO,
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
      push(root, 'three')
    },
    verify: isRight('three'),
  },
  {
    title: 'follows a rewritten branch and a moved tag',
    params: { ...REPO, version: 'v1' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
      run(`${root}/.work-remote.git`, 'reset', '-q', '--hard', 'v1')
      commit(`${root}/.work-remote.git`, 'other')
      run(`${root}/.work-remote.git`, 'tag', '-f', '-a', '-m', 'again', 'v1')
      push(root, 'more')
    },
    verify: isRight('other', 'HEAD'),
  },
  {
    title: 'goes back to a commit by a short hash',
    params: { ...REPO, version: 'HASH' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
    },
    verify: isRight('one', 'HEAD'),
  },
  {
    title: 'checks out a branch that only a refspec fetches',
    params: { ...REPO, version: 'pull/7', refspec: '+refs/pull/*/head:refs/heads/pull/*' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      run(`${root}/remote.git`, 'update-ref', 'refs/pull/7/head', 'refs/heads/dev')
    },
    verify: isRight('one', 'HEAD'),
  },
  {
    title: 'discards local modifications, and changes the address',
    params: { ...REPO, force: true },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
      run(`${root}/d`, 'remote', 'set-url', 'origin', 'https://u:secret@git.invalid/x')
      writeFileSync(`${root}/d/file`, 'mine')
      writeFileSync(`${root}/d/staged`, 'mine')
      writeFileSync(`${root}/d/unknown`, 'mine')
      run(`${root}/d`, 'add', 'staged')
    },
    verify: (root, { first }) => {
      isRight('two')(root)
      assert.is(run(`${root}/d`, 'config', 'remote.origin.url'), `file://${root}/remote.git`)
      assert.equal([existsSync(`${root}/d/staged`), existsSync(`${root}/d/unknown`)], [false, true])
      assert.is(JSON.stringify(first).includes('secret'), false)
      assert.is(first.outputs.remote_url_changed, true)
    },
  },
  {
    title: 'completes an interrupted clone',
    params: REPO,
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root, '--no-checkout', '--config', 'drover.incomplete=true')
    },
    verify: root => {
      isRight('two')(root)
      assert.is(run(`${root}/d`, 'config', '--default', '-', '--get', 'drover.incomplete'), '-')
    },
  },
  {
    title: 'leaves a repository alone',
    params: { ...REPO, update: false, version: 'dev' },
    expects: 'in-sync',
    prepare: root => {
      makeRemote(root)
      clone(root)
      writeFileSync(`${root}/d/file`, 'mine')
      execFileSync('rm', ['-rf', `${root}/remote.git`])
    },
  },
  {
    title: 'says which commit a repository would have',
    params: { ...REPO, clone: false },
    expects: 'in-sync',
    prepare: root => makeRemote(root),
    verify: (root, { first }) => {
      assert.equal(first.outputs, { before: null, after: run(`${root}/remote.git`, 'rev-parse', 'main') })
      assert.is(existsSync(`${root}/d`), false)
    },
  },
  {
    title: 'mirrors all branches and tags',
    params: { ...REPO, bare: true },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root, '--bare')
      run(`${root}/remote.git`, 'update-ref', 'refs/heads/new', 'refs/heads/dev')
      push(root, 'three')
    },
    verify: root => {
      assert.is(run(`${root}/d`, 'show', 'HEAD:file'), 'three')
      assert.is(run(`${root}/d`, 'show', 'new:file'), 'one')
    },
  },
  {
    title: 'clones a bare repository with a mask',
    params: { ...REPO, bare: true, umask: '0077', remote: 'up' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      assert.is(execFileSync('stat', ['-c', '%a', `${root}/d`], { encoding: 'utf8' }), '700\n')
      assert.is(run(`${root}/d`, 'config', 'remote.up.url'), `file://${root}/remote.git`)
    },
  },
  {
    title: 'moves the git directory',
    params: { ...REPO, separate_git_dir: '@/x y.git' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
    },
    verify: root => {
      isRight('two')(root)
      assert.is(readFileSync(`${root}/d/.git`, 'utf8'), `gitdir: ${root}/x y.git\n`)
    },
  },
  {
    title: 'clones with a separate git directory, from a reference',
    params: { ...REPO, separate_git_dir: '@/x.git', reference: '@/remote.git' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      isRight('two')(root)
      assert.ok(existsSync(`${root}/x.git/objects/info/alternates`))
    },
  },
  {
    title: 'writes an archive of a new clone',
    params: { ...REPO, version: 'v1', archive: `@/${NAME}.tar.gz`, archive_prefix: 'app/' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      const all = execFileSync('tar', ['-xzOf', `${root}/${NAME}.tar.gz`, 'app/file'], { encoding: 'utf8' })
      assert.is(all, 'one')
    },
  },
  {
    title: 'replaces an archive that is another one',
    params: { ...REPO, update: false, archive: '@/a.zip' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
      writeFileSync(`${root}/a.zip`, 'old')
    },
    verify: root =>
      assert.is(execFileSync('unzip', ['-p', `${root}/a.zip`, 'file'], { encoding: 'utf8' }), 'two'),
  },
]

/** A short hash is known only when the repository is made: its commit is the same each time. */
const HASH = 'HASH'
contractRows(
  'git',
  git,
  ROWS.map(row =>
    row.params.version === HASH ? { ...row, params: { ...row.params, version: firstCommit() } } : row,
  ),
)

function firstCommit(): string {
  const directory = execFileSync('mktemp', ['-d'], { encoding: 'utf8' }).trim()
  try {
    return run(makeRemote(directory), 'rev-parse', '--short', 'dev')
  } finally {
    execFileSync('rm', ['-rf', directory])
  }
}

test.run()
