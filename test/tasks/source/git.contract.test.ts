import { execFileSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Host } from '../../../src/authoring/task.ts'
import git from '../../../tasks/source/git.ts'
import { bind, holdsContract } from '../../kit/contract.ts'
import { openLocalSessions, scratch } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'
import { contractRows, type Row } from '../../kit/rows.ts'
import { oneIn } from '../../kit/slow-cases.ts'

// The identity of commits, without the settings of this machine.
Object.assign(process.env, {
  ...{ GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
  ...{ GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'protocol.file.allow', GIT_CONFIG_VALUE_0: 'always' },
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

/** A repository with two commits on `main`, the annotated tag `v1` at the first, a branch `dev`, and a bare clone of it. */
const MADE = mkdtempSync(join(tmpdir(), 'drover-git-'))
test.before(() => {
  const work = `${MADE}/work`
  mkdirSync(work)
  run(work, 'init', '-q', '-b', 'main')
  commit(work, 'one')
  run(work, 'tag', '-a', '-m', 'first', 'v1')
  run(work, 'branch', 'dev')
  commit(work, 'two')
  execFileSync('git', ['clone', '-q', '--bare', '--', work, `${MADE}/bare`])
  run(`${MADE}/bare`, 'update-server-info')
})
test.after(() => rmSync(MADE, { recursive: true }))

/** Copies of both. */
function makeRemote(root: string, name = 'remote.git'): void {
  cpSync(`${MADE}/work`, `${root}/.work-${name}`, { recursive: true })
  cpSync(`${MADE}/bare`, `${root}/${name}`, { recursive: true })
}

function commit(work: string, content: string): void {
  writeFileSync(`${work}/file`, content)
  run(work, 'add', 'file')
  run(work, 'commit', '-q', '-m', content)
}

/** Adds a commit to `main`. */
function push(root: string, content: string): void {
  commit(`${root}/.work-remote.git`, content)
  run(`${root}/.work-remote.git`, 'push', '-q', '--force', `${root}/remote.git`, 'main', '--tags')
}

/** The repository with another one as the submodule `a b`. */
function makeSubmodule(root: string): void {
  makeRemote(root)
  makeRemote(root, 'sub.git')
  const work = `${root}/.work-remote.git`
  run(work, 'submodule', '--quiet', 'add', `file://${root}/sub.git`, 'a b')
  run(work, 'commit', '-q', '-m', 'submodule')
  run(work, 'push', '-q', `${root}/remote.git`, 'main')
}

function clone(root: string, ...options: string[]): void {
  execFileSync('git', ['clone', '-q', ...options, `file://${root}/remote.git`, `${root}/d`])
}

/** The hash of the first commit, whose author, time and content never change. */
const FIRST = 'f3ce4b078'

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
    title: 'clones the branch of HEAD and creates missing parents',
    params: { ...REPO, dest: '@/a/b/d' },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: (root, { first, applied, after }) => {
      const head = run(`${root}/a/b/d`, 'rev-parse', 'HEAD')
      const was = { before: null, after: head }
      assert.equal([first.outputs, applied, after?.outputs], [was, { after: head }, was])
      assert.is(run(`${root}/a/b/d`, 'config', 'branch.main.merge'), 'refs/heads/main')
      assert.is(run(`${root}/a/b/d`, 'status', '--porcelain'), '')
    },
  },
  {
    title: 'clones between paths with odd names',
    params: { repo: `@/${NAME}`, dest: `@/d ${NAME}\n` },
    expects: 'plan',
    prepare: root => makeRemote(root, NAME),
    verify: root => assert.is(readFileSync(`${root}/d ${NAME}\n/file`, 'utf8'), 'two'),
  },
  {
    title: 'clones a branch into an existing empty directory',
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
    params: { ...REPO, version: 'main', depth: 1 },
    expects: 'plan',
    prepare: root => makeRemote(root),
    verify: root => {
      isRight('two')(root)
      assert.is(run(`${root}/d`, 'rev-list', '--count', 'HEAD'), '1')
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
    title: 'switches a shallow clone to another branch',
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
    title: 'updates to a new commit',
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
    title: 'checks out an older commit by a short hash',
    params: { ...REPO, version: FIRST },
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
    title: 'discards local modifications, and changes the URL of the remote',
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
    title: 'leaves an existing repository unchanged with `update: false`',
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
    title: 'returns the commit that a repository would get with `clone: false`',
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
    title: 'clones a bare repository with a umask',
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
    title: 'clones submodules',
    params: REPO,
    expects: 'plan',
    prepare: root => makeSubmodule(root),
    verify: root => assert.is(readFileSync(`${root}/d/a b/file`, 'utf8'), 'two'),
  },
  {
    title: 'updates a submodule to the commit of the repository',
    params: REPO,
    expects: 'plan',
    prepare: root => {
      makeSubmodule(root)
      clone(root, '--recursive')
      run(`${root}/d/a b`, 'checkout', '-q', 'v1')
    },
    verify: (root, { first }) => {
      assert.is(readFileSync(`${root}/d/a b/file`, 'utf8'), 'two')
      assert.is(first.outputs.submodules_changed, true)
    },
  },
  {
    title: 'updates a submodule to its branch',
    params: { ...REPO, track_submodules: true },
    expects: 'plan',
    prepare: root => {
      makeSubmodule(root)
      clone(root, '--recursive')
      run(`${root}/sub.git`, 'update-ref', 'refs/heads/main', 'v1^{}')
    },
    verify: root => assert.is(readFileSync(`${root}/d/a b/file`, 'utf8'), 'one'),
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
    title: 'replaces an archive with other content',
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
  {
    title: 'writes an archive of a branch that is already checked out',
    params: { ...REPO, version: 'main', archive: '@/a.tar' },
    expects: 'plan',
    prepare: root => {
      makeRemote(root)
      clone(root)
    },
    verify: root =>
      assert.is(execFileSync('tar', ['-xOf', `${root}/a.tar`, 'file'], { encoding: 'utf8' }), 'two'),
  },
]

contractRows('git', git, ROWS)

/** Cases that the check refuses, with the error and the hint. */
const REFUSED: readonly (readonly [
  title: string,
  params: object,
  prepare: (root: string) => void,
  error: RegExp,
])[] = [
  [
    'local modifications',
    REPO,
    root => {
      makeRemote(root)
      clone(root)
      writeFileSync(`${root}/d/file`, 'mine')
    },
    /`@\/d` has local modifications: file\nhint: .*`force: true` discards them/,
  ],
  [
    'a directory with other files',
    REPO,
    root => {
      makeRemote(root)
      mkdirSync(`${root}/d`)
      writeFileSync(`${root}/d/mine`, '')
    },
    /`@\/d` is not empty and no git repository/,
  ],
  [
    'a file',
    REPO,
    root => {
      makeRemote(root)
      writeFileSync(`${root}/d`, '')
    },
    /found something else/,
  ],
  ['no such branch', { ...REPO, version: 'nope' }, root => makeRemote(root), /has no branch or tag `nope`/],
  [
    'an empty repository',
    REPO,
    root => execFileSync('git', ['init', '-q', '--bare', `${root}/remote.git`]),
    /has no HEAD: it may be empty/,
  ],
  [
    'no repository',
    REPO,
    () => {},
    /cannot read `file:\/\/@\/remote.git`: .*does not appear to be a git repo/s,
  ],
  [
    'a separate git directory that is in the way',
    { ...REPO, separate_git_dir: '@/x' },
    root => {
      makeRemote(root)
      clone(root)
      mkdirSync(`${root}/x`)
    },
    /cannot be moved to `@\/x`, which exists/,
  ],
  [
    'no such git',
    { ...REPO, executable: '/nowhere/git' },
    () => {},
    /the host has no git\nhint: install git/,
  ],
]

for (const [title, params, prepare, error] of oneIn(2, REFUSED)) {
  test(`git: ${title} is an error`, async () => {
    await onHost(async ({ root, host }) => {
      prepare(root)
      const said = await check(host, JSON.parse(JSON.stringify(params).replaceAll('@', root))).catch(wordsOf)
      assert.match(String(said).replaceAll(root, '@'), error)
    })
  })
}

test('git: user and password are sent to the server, and stored nowhere', async () => {
  const seen: string[] = []
  const server = createServer((request, response) => {
    for (const line of processLines()) if (/s3cr3t|dep%40loy/.test(line)) seen.push(line)
    if (request.headers.authorization !== `Basic ${Buffer.from('dep@loy:s3cr3t word').toString('base64')}`) {
      response.writeHead(401, { 'WWW-Authenticate': 'Basic realm="x"' }).end()
      return
    }
    const file = join(MADE, new URL(request.url ?? '', 'http://x').pathname)
    if (existsSync(file)) response.end(readFileSync(file))
    else response.writeHead(404).end()
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  try {
    await onHost(async ({ root, host }) => {
      const address = `127.0.0.1:${port}/bare`
      const given = { type: git, host, root, project: projectIn(root) }
      const params = { repo: `http://dep%40loy:s3cr3t%20word@${address}`, dest: `${root}/d` }
      const { first } = await holdsContract({ ...given, params, expects: 'plan' })
      assert.is(readFileSync(`${root}/d/file`, 'utf8'), 'two')
      assert.is(run(`${root}/d`, 'config', 'remote.origin.url'), `http://${address}`)
      assert.not.match(JSON.stringify(first), /s3cr3t|dep/)
      const wrong = { repo: `http://dep:s3cr3t@${address}`, dest: `${root}/e` }
      const said = await check(host, wrong).catch(wordsOf)
      assert.match(String(said), /Authentication failed.*hint: the server asks for a user and a password/s)
      assert.not.match(String(said), /s3cr3t/)
      const none = await check(host, { repo: `http://${address}`, dest: `${root}/e` }).catch(wordsOf)
      assert.match(String(none), /terminal prompts disabled/)
    })
  } finally {
    server.close()
  }
  assert.equal(seen, [])
})

test('git: ssh never prompts, and a check does not store the host key that it accepts', async () => {
  await onHost(async ({ root, host }) => {
    const ssh = `${root}/ssh 'x'`
    writeFileSync(ssh, `#!/bin/sh\nprintf '%s\\n' "$@" >'${root}/words'\nexit 1\n`, { mode: 0o755 })
    const params = {
      ...{
        repo: 'git@git.invalid:app.git',
        dest: `${root}/d`,
        key_file: "/k 'e' y",
        accept_newhostkey: true,
      },
      ssh_opts: '-o ProxyJump="a b" -p 7',
    }
    await check(host, params, { GIT_SSH: ssh }).catch(wordsOf)
    const words = readFileSync(`${root}/words`, 'utf8').split('\n')
    assert.equal(words.slice(0, 2), ['-o', 'BatchMode=yes'])
    for (const word of ['UserKnownHostsFile=/dev/null', 'UpdateHostKeys=no', 'ProxyJump=a b', "/k 'e' y"])
      assert.ok(words.includes(word), word)
    assert.ok(words.includes('StrictHostKeyChecking=accept-new') && words.includes('IdentitiesOnly=yes'))
  })
})

async function onHost(body: (given: { root: string; host: Host }) => Promise<void>): Promise<void> {
  const { path: root, remove } = scratch()
  const [session, ...others] = await openLocalSessions()
  try {
    if (session) await body({ root, host: session.host })
  } finally {
    for (const each of [session, ...others]) await each?.close()
    remove()
  }
}

function check(host: Host, params: Record<string, unknown>, environment = {}): Promise<unknown> {
  const context = {
    host,
    params: bind(git, params),
    project: projectIn('/'),
    environment,
    isCheckMode: false,
  }
  return git.check(context as never)
}

function wordsOf(error: Error & { hint?: string }): string {
  return `${error.message}\nhint: ${error.hint}`
}

/** The command lines of all processes. */
function processLines(): string[] {
  return readdirSync('/proc').flatMap(name => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, 'latin1')] : []
    } catch {
      return []
    }
  })
}

test.run()
