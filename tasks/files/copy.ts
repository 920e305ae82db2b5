/**
 * Copies files and directories of the project, or inline content, to the host; data is sent only if it differs.
 *
 *     - copy:
 *         content: |
 *           Authorised use only.
 *         dest: /etc/motd
 *         mode: "0644"
 */
import {
  defineTask,
  fileState,
  known,
  type LocalFile,
  orUnknown,
  orUnknownAnswer,
  type ReadHost,
  TaskError,
  Unknown,
} from '../../src/authoring/task.ts'
import {
  BACKUPS_OUTPUTS,
  type CheckedCopy,
  type CopyParams,
  contentOf,
  contentOfHost,
  contentOfLocal,
  copyParams,
  existingOutputs,
  explainFiles,
  FILE_OUTPUTS,
  type FileContent,
  KIND_NAMES,
  placeOfCopy,
  planCopiedTree,
  planFile,
  putTree,
  throughLink,
  treeOfHost,
  treeOfProject,
  wantedCopy,
  withParents,
} from '../../src/built-in/files.ts'
import { plainPath } from '../../src/built-in/host.ts'
import { absolutePath, assertDefined, mayChangeFiles } from '../../src/built-in/params.ts'
import { pythonJson } from '../../src/built-in/text.ts'

const SHA1_DIGITS = 40

/**
 * The size in bytes from which computing the digests that only the result needs would take longer than the task itself.
 */
const LARGE = 10_000_000
const ONLY_REGISTERED = 'Of a file of 10 MB or more, only if the result is registered.'

export default defineTask({
  summary: 'Copies files, directories or inline content to the host.',
  example: `- copy:
    content: |
      Authorised use only.
    dest: /etc/motd
    mode: "0644"
`,
  params: copyParams,
  batchLoop: 'creations',
  aliases: { attr: 'attributes', path: 'dest', name: 'dest' },
  outputs: {
    ...FILE_OUTPUTS,
    ...BACKUPS_OUTPUTS,
    state:
      '`file`, or `directory` if `src` is a directory; the result then has only `path`, `dest`, `src` and backups in addition, and with `remote_src` the mode, owner, group and size of the directory.',
    checksum: `${FILE_OUTPUTS.checksum} ${ONLY_REGISTERED}`,
    md5sum: `${FILE_OUTPUTS.md5sum} ${ONLY_REGISTERED}`,
    src: 'The source, absolute if it is on the host; absent if `content` is set.',
  },
  reads: ({ src, remote_src }) => (src === undefined || remote_src ? [] : [{ kind: 'file', path: src }]),
  check: async ({ host, project, params, isAnsible = false, isResultUnused }) => {
    const dest = await absolutePath(host, params.dest)
    const text = orUnknown(() => params.content)
    if (text !== undefined) return planContent(host, dest, text, params)
    const src = assertDefined(params.src, '`src`, since `content` is missing')
    if (params.remote_src)
      return planFromHost(host, dest, { src: await absolutePath(host, src), isAnsible }, params)
    const { local_follow, decrypt } = params
    const local = await project.file(src, { decrypts: decrypt })
    if (local.isDirectory) {
      const tree = await treeOfProject(project, src, local_follow, decrypt)
      return planCopiedTree(host, dest, { src, found: tree, modesOf: 'entries' }, params)
    }
    const showsDigests = !isResultUnused || local.size < LARGE
    return planLocalFile(host, dest, src, local, { params, showsDigests })
  },
  explain: explainFiles,
  mayChange: ({ host, params }) => {
    const src = orUnknown(() => params.src)
    // For a directory, everything in it may change.
    if (src === undefined) return mayChangeFiles(host, [params.dest])
    return mayChangeFiles(host, [params.dest], { isWhole: true })
  },
  apply: ({ host, project, plan }) => putTree(host, project, plan.data),
})

async function planContent(
  host: ReadHost,
  dest: string,
  text: unknown,
  params: CopyParams,
): Promise<CheckedCopy> {
  const seen = await host.ask(fileState(dest, { digest: 'sha256' }))
  if ((seen?.leadsTo ?? seen)?.kind === 'directory') {
    throw new TaskError(`\`${dest}\` is a directory, and \`content\` has no file name`, {
      hint: 'add the file name to `dest`',
      outputs: { msg: 'can not use content with a dir as dest' },
    })
  }
  if (orUnknown(() => params.mode) === 'preserve') {
    throw new TaskError('`content` has no mode to preserve', { hint: 'set the mode explicitly' })
  }
  const content = text instanceof Unknown ? text : contentOf(bytesOf(text))
  if (!(content instanceof Unknown)) refuseWrong(params.checksum, content, content.sha1, 'content')
  return withParents(await planFile(host, wantedCopy(params, dest, '0644', content), seen), [], {})
}

async function planLocalFile(
  host: ReadHost,
  dest: string,
  src: string,
  local: LocalFile,
  { params, showsDigests }: { params: CopyParams; showsDigests: boolean },
): Promise<CheckedCopy> {
  const needsSha1 = showsDigests || params.checksum?.length === SHA1_DIGITS
  const [{ path, seen, parents }, content, sha1] = await Promise.all([
    placeOfCopy(host, dest, src, params),
    contentOfLocal(src, local),
    needsSha1 ? local.sha1() : undefined,
  ])
  refuseWrong(params.checksum, content, sha1, src)
  const others = showsDigests ? { sha1, md5: local.md5 } : {}
  const file = wantedCopy(params, path, local.mode, { ...content, ...others })
  return withParents(await planFile(host, file, seen), parents, { src })
}

async function planFromHost(
  host: ReadHost,
  dest: string,
  { src, isAnsible }: { readonly src: string; readonly isAnsible: boolean },
  params: CopyParams,
): Promise<CheckedCopy> {
  const found = await host.ask(fileState(src, { digest: 'sha256' }))
  const state = found?.leadsTo ?? found
  if (state?.kind === 'directory' && `${plainPath(dest)}/`.startsWith(`${plainPath(src)}/`)) {
    throw new TaskError(`\`${src}\` cannot be copied into itself, to \`${dest}\``, {
      hint: 'choose a `dest` outside of it',
    })
  }
  if (state?.kind === 'directory') {
    const found = await treeOfHost(host, plainPath(src))
    const modesOf = isAnsible ? 'dest' : 'entries'
    const [present, planned] = await Promise.all([
      host.ask(fileState(plainPath(dest))),
      planCopiedTree(host, dest, { src, found, modesOf }, params),
    ])
    const directory = throughLink(present)
    if (directory === null) return planned
    return { ...planned, outputs: { ...planned.outputs, ...existingOutputs(directory) } }
  }
  if (state === null || state.kind === 'link')
    throw new TaskError(`\`${src}\` does not exist on ${host.name}`, {
      hint: 'create it in an earlier task',
      outputs: { msg: `Source ${src} not found` },
    })
  if (state.kind !== 'file')
    throw new TaskError(`expected a file or directory at \`${src}\`, found a ${KIND_NAMES[state.kind]}`)
  const [{ path, seen, parents }, content, sha1] = await Promise.all([
    placeOfCopy(host, dest, src, params),
    contentOfHost(host, src, state),
    orUnknownAnswer(sha1On(host, src)),
  ])
  if (!(content instanceof Unknown)) refuseWrong(params.checksum, content, known(sha1), src)
  const whole = content instanceof Unknown ? content : { ...content, sha1: known(sha1) }
  const file = wantedCopy(
    params,
    path,
    orUnknown(() => state.mode),
    whole,
  )
  return withParents(await planFile(host, file, seen), parents, { src })
}

async function sha1On(host: ReadHost, path: string): Promise<string> {
  const state = await host.ask(fileState(path, { digest: 'sha1' }))
  return (state?.leadsTo ?? state)?.digest ?? ''
}

function refuseWrong(
  wanted: string | undefined,
  { sha256 }: FileContent,
  sha1: string | undefined,
  what: string,
): void {
  const digest = wanted?.length === SHA1_DIGITS ? sha1 : sha256
  if (wanted === undefined || wanted.toLowerCase() === digest) return
  throw new TaskError(`\`${what}\` has the checksum \`${digest}\`, expected \`${wanted.toLowerCase()}\``)
}

function bytesOf(content: unknown): Buffer {
  return Buffer.from(typeof content === 'string' ? content : pythonJson(content))
}
