/**
 * A git repository on the host, at a branch, tag or commit.
 *
 *     - git:
 *         repo: https://github.com/etcd-io/etcd.git
 *         dest: /srv/etcd
 *         version: v3.5.17
 */
import {
  type ApplyContext,
  type ChangeInput,
  type CheckContext,
  defineTask,
  fileState,
  flag,
  hostPath,
  type InSync,
  inSync,
  number,
  orUnknownAnswer,
  type Plan,
  plan,
  presentTools,
  type ReadHost,
  sh,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  absolutePath,
  addressFault,
  BRING_REPOSITORY,
  type GitCommand,
  gitFunction,
  gitHint,
  isWholeHash,
  joinShell,
  type Look,
  type LookedFor,
  lookError,
  mayChangeFiles,
  namesInDirectory,
  omitUndefined,
  parentOf,
  plainPath,
  privateFolder,
  readAddress,
  refsFor,
  repositoryAt,
  shownAddress,
  splitWords,
  versionFault,
  type Wanted,
  wantedOf,
} from '../../src/built-in.ts'

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
    ssh_opts: text()
      .refine(isWords, 'expected options of ssh with their quotes closed')
      .optional()
      .describe('Options for ssh. It never prompts, whatever they are.')
      .meta({ examples: ['-o ProxyJump=bastion'] }),
    executable: hostPath()
      .optional()
      .describe('Path of git on the host, if it is not in `PATH`.')
      .meta({ examples: ['/opt/git/bin/git'] }),
    umask: text()
      .refine(
        mask => /^[0-7]{1,4}$/.test(mask),
        'expected a mask of octal digits in quotes, such as `"0022"`',
      )
      .optional()
      .describe('The umask for what is written.')
      .meta({ examples: ['0022'] }),
    archive: hostPath()
      .refine(
        path => formatOf(path) !== undefined,
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

type Params = z.output<typeof params>
type Checking = CheckContext<Params>

interface GitPlan {
  readonly isNew: boolean
  /** Absent if only the archive is missing. */
  readonly wanted?: Wanted
  readonly movesGitDir: boolean
  readonly archives: boolean
}

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
    const { dest, asked, command } = await questionOf(context)
    if (dest === undefined)
      return inSync(remoteCommit(params, await answer(context, asked, command), asked.url))
    const { at, look } = await see(context, { ...asked, dest }, command)
    if (at === 'repository' && !(look instanceof Unknown)) return checkRepository(context, dest, look)
    if (!params.clone) return inSync(remoteCommit(params, look, asked.url))
    if (at === 'full' || at === 'file') {
      throw new TaskError(
        at === 'file'
          ? `expected a directory or nothing at \`${dest}\`, found something else`
          : `\`${dest}\` is not empty and no ${params.bare ? 'bare ' : ''}git repository`,
        { hint: 'name another `dest`, or remove what is there in an earlier task' },
      )
    }
    return planClone(context, dest, at === 'absent', look)
  },
  mayChange: async ({ host, params }) => {
    const paths = [params.dest, params.separate_git_dir].filter(path => path !== undefined)
    return [
      ...(await mayChangeFiles(host, paths, { isWhole: true, mayGo: true })),
      ...(params.archive === undefined ? [] : await mayChangeFiles(host, [params.archive])),
    ]
  },
  apply: async context => {
    const { host, params, plan } = context
    const { dest = '', command } = await questionOf(context)
    const { wanted, archives } = plan.data
    const after = wanted === undefined ? undefined : await bring(context, dest, wanted, command)
    if (archives && params.archive !== undefined) {
      const archive = plainPath(await absolutePath(host, params.archive))
      await host.run(
        joinShell([
          maskIn(params),
          privateFolder(host.name, parentOf(archive)),
          gitFunction(command),
          sh`(cd ${dest} && g archive --format ${formatOf(archive) ?? 'tar'} --prefix ${params.archive_prefix ?? ''} HEAD) >./new && d_rename ./new ${archive}`,
        ]),
        { title: `archive ${dest} as ${archive}` },
      )
    }
    return after === undefined ? {} : { after }
  },
})

interface Question {
  readonly dest: string | undefined
  readonly asked: Omit<LookedFor, 'dest'>
  readonly command: GitCommand
}

/** What is asked for these params, and how git is started for it. */
async function questionOf(context: Checking | ApplyContext<Params, GitPlan>): Promise<Question> {
  const { host, params } = context
  const { version, remote, refspec, bare, update } = params
  const absolute = async (path: string | undefined) => path && plainPath(await absolutePath(host, path))
  const [dest, repo = '', keyFile, separateGitDir, archive] = await Promise.all(
    [params.dest, params.repo, params.key_file, params.separate_git_dir, params.archive].map((path, nth) =>
      nth === 1 && !path?.startsWith('~') ? path : absolute(path),
    ),
  )
  const { url, credentials } = readAddress(repo)
  const wasCarriedOut = 'carriedOut' in context && context.carriedOut !== undefined
  const refs = refsFor({ version, remote, refspec })
  const all = isMirror(params) ? ['HEAD', 'refs/heads/*', 'refs/tags/*'] : []
  return {
    dest,
    asked: {
      ...{ isBare: bare, remote, version, separateGitDir, keeps: !update },
      // What was carried out just now is compared with what was planned, and not with what came there since.
      url: wasCarriedOut ? undefined : url,
      patterns: [...new Set([...all, 'HEAD', ...refs])],
      submodules: submodulesOf(params),
      ...(archive === undefined
        ? {}
        : {
            archive: {
              path: archive,
              format: formatOf(archive) ?? 'tar',
              prefix: params.archive_prefix ?? '',
            },
          }),
    },
    command: {
      ...{ executable: params.executable, credentials, environment: context.environment },
      ...{ sshOptions: params.ssh_opts, keyFile, acceptsKeys: acceptedKeys(params) },
      isReading: !('plan' in context),
    },
  }
}

interface Seen {
  readonly at: Look['at']
  /** In a dry run, it may depend on earlier tasks. */
  readonly look: Look | Unknown
}

/** Looks at the host and the remote repository. A dry run may know what is at the place from earlier tasks alone. */
async function see(
  context: Checking,
  asked: LookedFor & { dest: string },
  command: GitCommand,
): Promise<Seen> {
  const look = await answer(context, asked, command)
  if (!(look instanceof Unknown)) return { at: look.at, look }
  const at = await predictedPlace(context.host, asked.dest, look)
  const { version, isBare, remote, url, patterns } = asked
  const there = await answer(context, { version, isBare, remote, url, patterns }, command)
  return { at, look: there instanceof Unknown ? there : { ...there, at } }
}

async function answer(
  { host, params }: Checking,
  asked: LookedFor,
  command: GitCommand,
): Promise<Look | Unknown> {
  const found = await orUnknownAnswer(host.ask(repositoryAt(asked, command)))
  if (found instanceof Unknown || !('failed' in found)) return found
  if (found.failed === 'git') {
    const git = params.executable ?? 'git'
    const tools = await orUnknownAnswer(host.ask(presentTools([git])))
    if (tools instanceof Unknown) return tools
    if (tools.has(git)) return new Unknown('git, which an earlier task installs')
  }
  throw lookError(found, { dest: asked.dest ?? '', shownUrl: shownAddress(asked.url ?? '') })
}

/** What earlier tasks of a dry run leave at a path; `look` is why the host does not know. */
async function predictedPlace(host: ReadHost, dest: string, look: Unknown): Promise<Look['at']> {
  const state = await host.ask(fileState(dest))
  if (state === null) return 'absent'
  if ((state.leadsTo ?? state).kind !== 'directory') return 'file'
  if ((await namesInDirectory(host, dest)).length === 0) return 'empty'
  throw new TaskError(`a dry run cannot know the repository at \`${dest}\`: it depends on ${look.reason}`)
}

/** The outputs without a repository: the commit that it would have. */
function remoteCommit(params: Params, look: Look | Unknown, url = '') {
  if (look instanceof Unknown) return { before: null, after: look }
  return { before: null, after: wantedOf(params, look, url).commit ?? params.version }
}

async function planClone(
  context: Checking,
  dest: string,
  isAbsent: boolean,
  look: Look | Unknown,
): Promise<Plan<GitPlan>> {
  const { params, host } = context
  const { url } = readAddress(await absolutePath(host, params.repo))
  const isKnown = !(look instanceof Unknown)
  const wanted: Wanted = isKnown ? wantedOf(params, look, url) : { kind: 'head', name: 'HEAD' }
  const commit = isKnown ? (wanted.commit ?? wanted.name) : look
  const change: ChangeInput = {
    resource: `git:${dest}`,
    action: 'clone',
    before: null,
    after: { url: shownAddress(url), version: params.version, commit },
  }
  const data = { isNew: true, wanted, movesGitDir: false, archives: params.archive !== undefined }
  const outputs = { before: null, ...(isKnown ? omitUndefined({ after: wanted.commit }) : { after: commit }) }
  const result = plan<GitPlan>([change, ...(await archiveChange(context, wanted))], data, {
    ...outputs,
    ...warningsFor(params, wanted),
  })
  const made = { resource: `file:${dest}`, action: 'create', before: null, after: { state: 'directory' } }
  return { ...result, predicts: isAbsent ? [made] : [], mayChange: await mayChangeBelow(context, dest) }
}

async function checkRepository(context: Checking, dest: string, look: Look): Promise<InSync | Plan<GitPlan>> {
  const { params, host, carriedOut } = context
  if (!params.update) return checkArchive(context, dest, look, { before: look.head, after: look.head })
  const { url } = readAddress(await absolutePath(host, params.repo))
  const planned = (carriedOut?.data as GitPlan | undefined)?.wanted
  const wanted = planned ? settled(planned, look) : wantedIn(params, look, url)
  refuseModified(dest, look, params)
  refuseOccupied(look, params)
  const { before, after } = differencesOf(params, look, wanted, url)
  const outputs = {
    before: look.head,
    ...omitUndefined({ after: params.bare ? headOf(look, look.refs) : wanted.commit }),
    remote_url_changed: look.url !== url,
    ...('submodules' in before ? { submodules_changed: true } : {}),
    ...(look.gitDir === null ? {} : { git_dir_before: look.gitDir, git_dir_now: params.separate_git_dir }),
    ...(look.modified.length > 0 ? { msg: `Local modifications exist in the destination: ${dest}` } : {}),
    ...warningsFor(params, wanted),
  }
  // The result of a run says what was before it.
  const registered = carriedOut ? { ...carriedOut.outputs, after: look.head } : outputs
  if (Object.keys(before).length === 0) return checkArchive(context, dest, look, registered)
  const archive = await archiveChange(context, wanted)
  const data = {
    ...{ isNew: false, wanted, movesGitDir: look.gitDir !== null },
    archives: archive.length > 0,
  }
  const change = { resource: `git:${dest}`, action: 'update', before, after }
  const result = plan<GitPlan>([change, ...archive], data, outputs)
  return { ...result, mayChange: await mayChangeBelow(context, dest) }
}

/** A commit that is checked out is not asked for. */
function wantedIn(params: Params, look: Look, url: string): Wanted {
  const { version } = params
  if (!params.bare && isWholeHash(version) && look.head === version)
    return { kind: 'commit', name: version, commit: version }
  return wantedOf(params, look, url)
}

/** After apply, the commit of a short hash is there. */
function settled(planned: Wanted, { local }: Look): Wanted {
  return planned.commit === undefined && local !== null ? { ...planned, commit: local } : planned
}

type Fields = Record<string, string | null | string[]>

/** What of a repository is not as it should be, before and after. */
function differencesOf(params: Params, look: Look, wanted: Wanted, url: string) {
  const before: Fields = {}
  const after: Fields = {}
  const compare = (field: string, is: string | null | string[], should: string | null | string[]): void => {
    if (JSON.stringify(is) === JSON.stringify(should)) return
    before[field] = is
    after[field] = should
  }
  if (params.bare) compareBare(params, look, wanted, compare)
  else {
    compare('commit', look.head, wanted.commit ?? wanted.name)
    if (wanted.kind !== 'head') compare('branch', look.branch, wanted.kind === 'branch' ? wanted.name : null)
    compare('submodules', [...look.submodules], [])
  }
  compare('url', look.url && shownAddress(look.url), shownAddress(url))
  if (look.url !== url && !('url' in before)) compare('url', 'with a password', shownAddress(url))
  compare('modified', look.isIncomplete ? [] : [...look.modified], [])
  compare('clone', look.isIncomplete ? 'interrupted' : 'complete', 'complete')
  if (look.gitDir !== null) compare('git_dir', look.gitDir, params.separate_git_dir ?? null)
  return { before, after }
}

/** A mirror has every branch and tag; any other bare repository the one that is wanted. */
function compareBare(
  params: Params,
  { refs, localRefs, head, local }: Look,
  { kind, name, commit = name }: Wanted,
  compare: (field: string, is: string | null, should: string | null) => void,
): void {
  if (kind === 'commit' && local === null && head !== commit) compare('commit', head, commit)
  const isWanted = (ref: string): boolean =>
    isMirror(params) ? /^refs\/(heads|tags)\/.*[^}]$/.test(ref) : ref === name && kind !== 'ref'
  for (const [ref, hash] of refs) if (isWanted(ref)) compare(ref, localRefs.get(ref) ?? null, hash)
}

/** The commit of the branch of HEAD. */
function headOf({ branch, head }: Look, refs: Look['refs']): string | undefined {
  return (branch === null ? undefined : refs.get(branch)) ?? head ?? undefined
}

/** Like a mirror, all of a bare repository is kept up to date, unless only a part of it was cloned. */
function isMirror({ bare, depth, single_branch }: Params): boolean {
  return bare && !single_branch && !(depth !== undefined && depth >= 1)
}

function refuseModified(dest: string, { modified, isIncomplete, head }: Look, { force }: Params): void {
  if (modified.length === 0 || force || isIncomplete) return
  const shown = [...modified.slice(0, 5), ...(modified.length > 5 ? ['…'] : [])].join(', ')
  throw new TaskError(`\`${dest}\` has local modifications: ${shown}`, {
    hint: 'commit or remove them; `force: true` discards them',
    outputs: { before: head },
  })
}

function refuseOccupied({ gitDir, isOccupied }: Look, { separate_git_dir }: Params): void {
  if (gitDir === null || !isOccupied) return
  throw new TaskError(
    `the git directory \`${gitDir}\` cannot be moved to \`${separate_git_dir}\`, which exists`,
    {
      hint: 'name another `separate_git_dir`, or remove what is there in an earlier task',
    },
  )
}

/** The archive of a repository that is right otherwise. */
async function checkArchive(
  context: Checking,
  dest: string,
  { head, isArchived }: Look,
  outputs: Record<string, unknown>,
): Promise<InSync | Plan<GitPlan>> {
  if (context.params.archive === undefined || isArchived) return inSync(outputs)
  if (head === null) throw new TaskError(`the repository at \`${dest}\` has no commit that could be archived`)
  const changes = await archiveChange(context, { kind: 'commit', name: head, commit: head })
  const data = { isNew: false, movesGitDir: false, archives: true }
  const result = plan<GitPlan>(changes, data, outputs)
  return { ...result, mayChange: await mayChangeFiles(context.host, [context.params.archive]) }
}

async function archiveChange({ host, params }: Checking, wanted: Wanted): Promise<ChangeInput[]> {
  if (params.archive === undefined) return []
  const path = plainPath(await absolutePath(host, params.archive))
  const state = await orUnknownAnswer(host.ask(fileState(path)))
  const file = state instanceof Unknown ? null : (state?.leadsTo ?? state)
  if (file?.kind === 'directory')
    throw new TaskError(`expected a file or nothing at \`${path}\`, found a directory`)
  return [
    {
      resource: `file:${path}`,
      action: file ? 'update' : 'create',
      before: file ? { content: 'other' } : null,
      after: { state: 'file', content: `archive of ${wanted.commit ?? wanted.name}` },
    },
  ]
}

async function mayChangeBelow({ host, params }: Checking, dest: string) {
  const { separate_git_dir: separate, archive } = params
  return [
    ...(await mayChangeFiles(host, separate === undefined ? [dest] : [dest, separate], {
      isWhole: true,
      mayGo: true,
    })),
    ...(archive === undefined ? [] : await mayChangeFiles(host, [archive])),
  ]
}

/** Clones or updates; returns the commit that the repository has then. */
async function bring(
  { host, params, plan }: ApplyContext<Params, GitPlan>,
  dest: string,
  wanted: Wanted,
  command: GitCommand,
): Promise<string> {
  const { isNew, movesGitDir } = plan.data
  const [repo, reference, separate] = await Promise.all(
    [params.repo, params.reference, params.separate_git_dir].map(path =>
      path?.startsWith('~') ? absolutePath(host, path) : path,
    ),
  )
  const { url } = readAddress(repo ?? params.repo)
  const words = [
    ...[dest, yes(isNew), yes(params.bare), params.remote, url, String(depthOf(params, wanted) ?? '')],
    ...[
      startOf(params, wanted),
      yes(params.single_branch),
      reference ?? '',
      separate ?? '',
      yes(movesGitDir),
    ],
    ...[yes(params.force), branchOf(wanted), wanted.commit ?? wanted.name, submodulesOf(params) ?? ''],
    ...refspecsFor(params, wanted, isNew),
  ]
  const title = `${isNew ? 'clone' : 'update'} ${dest}`
  const script = joinShell([maskIn(params), gitFunction(command), sh`set -- ${words}`, BRING_REPOSITORY])
  const answer = await host.run(script, { title, ok: 'any' })
  const said = answer.stderr.toString().trim()
  if (answer.status === 0) return answer.stdout.toString().trim().split('\n').at(-1) ?? ''
  throw new TaskError(`cannot ${title}: ${said}`, { hint: gitHint(said) })
}

/** The refspecs to fetch in addition to what a clone, or the configuration of the repository, brings. */
function refspecsFor(params: Params, { kind, name }: Wanted, isNew: boolean): string[] {
  const more = params.refspec === undefined ? [] : [params.refspec]
  if (kind === 'ref') return [`+${name}`, ...more]
  if (isNew) return more
  if (isMirror(params)) return ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*', ...more]
  if (kind === 'tag') return [`+${name}:${name}`, ...more]
  if (kind !== 'branch') return more
  const local = params.bare ? name : name.replace('refs/heads/', `refs/remotes/${params.remote}/`)
  return [`+${name}:${local}`, ...more]
}

function depthOf({ depth, refspec }: Params, { kind }: Wanted): number | undefined {
  if (depth === undefined || depth < 1) return undefined
  return kind === 'commit' && refspec === undefined ? undefined : depth
}

function warningsFor(params: Params, wanted: Wanted) {
  const { depth } = params
  if (depth === undefined || depth < 1 || depthOf(params, wanted) !== undefined) return {}
  return {
    warnings: ['`depth` is ignored for a commit; it works with HEAD, branches, tags, and with `refspec`'],
  }
}

/** The branch or tag with which a clone of only some commits begins. */
function startOf({ version, depth, single_branch }: Params, { kind, name }: Wanted): string {
  const isPartial = single_branch || (depth !== undefined && depth >= 1)
  if (!isPartial || version === 'HEAD' || (kind !== 'branch' && kind !== 'tag')) return ''
  return name.replace(/^refs\/(heads|tags)\//, '')
}

/** The local branch; `HEAD` for the one that a clone begins with, and empty for none. */
function branchOf({ kind, name }: Wanted): string {
  if (kind === 'head') return 'HEAD'
  return kind === 'branch' ? name.replace('refs/heads/', '') : ''
}

function submodulesOf({ recursive, bare, track_submodules }: Params): 'pinned' | 'tracked' | undefined {
  if (!recursive || bare) return undefined
  return track_submodules ? 'tracked' : 'pinned'
}

function acceptedKeys({ accept_hostkey, accept_newhostkey }: Params): 'any' | 'new' | undefined {
  if (accept_hostkey) return 'any'
  return accept_newhostkey ? 'new' : undefined
}

function maskIn({ umask }: Params) {
  return umask === undefined ? sh`` : sh`umask ${umask}`
}

function formatOf(path: string): string | undefined {
  return /\.(zip|tar|tar\.gz|tgz)$/.exec(path)?.[1]
}

function isWords(options: string): boolean {
  try {
    return splitWords(options).every(word => !/[\r\n\0]/.test(word))
  } catch {
    return false
  }
}

function yes(isSet: boolean): string {
  return isSet ? '1' : ''
}
