/**
 * A file downloaded to the host, kept when it already matches its checksum.
 *
 *     - get_url:
 *         url: https://github.com/etcd-io/etcd/releases/download/v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz
 *         dest: /var/cache/etcd-v3.5.17.tar.gz
 *         checksum: sha256:https://github.com/etcd-io/etcd/releases/download/v3.5.17/SHA256SUMS
 *         mode: "0644"
 */
import {
  type ApplyContext,
  type CheckContext,
  defineTask,
  known,
  type LocalContent,
  orUnknown,
  orUnknownAnswer,
  TaskError,
  Unknown,
  type z,
} from '../../src/authoring/task.ts'
import {
  DOWNLOAD_OUTPUTS,
  type DownloadPlan,
  type DownloadTool,
  digestAt,
  downloaderOf,
  downloadOutputs,
  expectedChecksum,
  type GetUrlPlan,
  getUrlParams,
  parseChecksum,
  planDownload,
  planKeptDownload,
  requestedDownload,
  settledChecksum,
  shownUrl,
  urlName,
  verifiedDownload,
  type WantedChecksum,
  withDownload,
} from '../../src/built-in/downloads.ts'
import {
  BACKUP_OUTPUTS,
  digestOf,
  explainFiles,
  KIND_NAMES,
  PATH_OUTPUTS,
  setAttributes,
  setSecurity,
  throughLink,
} from '../../src/built-in/files.ts'
import { type DigestAlgorithm, fileStates, plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeIn, omitUndefined } from '../../src/built-in/params.ts'

type Params = z.output<typeof getUrlParams>

export default defineTask({
  summary: 'Downloads a file to the host, unless the correct file is already there.',
  example: `- get_url:
    url: https://github.com/etcd-io/etcd/releases/download/v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz
    dest: /var/cache/etcd-v3.5.17.tar.gz
    checksum: sha256:https://github.com/etcd-io/etcd/releases/download/v3.5.17/SHA256SUMS
    mode: "0644"
`,
  params: getUrlParams,
  aliases: {
    attr: 'attributes',
    path: 'dest',
    name: 'dest',
    username: 'url_username',
    password: 'url_password',
  },
  outputs: {
    ...PATH_OUTPUTS,
    path: 'The absolute path of the file.',
    dest: 'The same as `path`.',
    state: 'The text `file`.',
    url: 'The value of `url`; a user and password in it are hidden.',
    ...DOWNLOAD_OUTPUTS,
    ...BACKUP_OUTPUTS,
  },
  unsupported: {
    sha256sum: 'use `checksum: sha256:HEX`',
    tmp_dest: 'remove it: the file is downloaded next to `dest`, and replaces it in one step',
    client_cert: 'use `command: curl --cert FILE` with `creates`',
    client_key: 'use `command: curl --key FILE` with `creates`',
    unredirected_headers: 'remove it; give the final URL if a header must not reach another server',
    use_gssapi: 'remove it: Kerberos is not supported',
    use_netrc: 'remove it: the .netrc file of the host is not read',
    ciphers: 'remove it: curl chooses the ciphers',
    decompress: 'remove it: no compressed response is asked for',
  },
  readsExternalState: true,
  // Without a checksum, the content at a URL may differ each time.
  action: ({ force, checksum }) => (force && !checksum ? 'repeatable' : undefined),
  check: async context => {
    const { host, params } = context
    const dest = await absolutePath(host, params.dest)
    const asked = orUnknown(() => (params.checksum ? (parseChecksum(params.checksum) ?? null) : null))
    const algorithm = asked instanceof Unknown ? undefined : asked?.algorithm
    const place = await placeOf(context, dest, algorithm)
    const { path, state, isLink } = place
    const wanted = state === null && asked instanceof Unknown ? null : known(asked)
    const outputs = { dest: path, path, url: orUnknown(() => shownUrl(params.url)) }
    const kept = { ...outputs, msg: 'file already exists' }
    if (state?.kind === 'file' && wanted === null && !params.force)
      return planKeptDownload(context, { ...place, state }, kept)
    const digest = state?.kind === 'file' ? await digestOf(host, path, state, wanted?.algorithm) : null
    const isRight = (checksum: WantedChecksum | null): boolean =>
      digest !== null && checksum !== null && 'hex' in checksum && checksum.hex === digest
    if (state && isRight(wanted)) return planKeptDownload(context, { ...place, state }, kept)
    const by = await orUnknownAnswer(downloaderOf(context))
    const expected = await orUnknownAnswer(expectedChecksum(context, by, wanted, digest !== null))
    // If the file does not exist, it is downloaded, whatever the unknown values are.
    if (digest !== null && state && isRight(known(expected)))
      return planKeptDownload(context, { ...place, state }, kept)
    // The current digest of the source is not a checksum that the task requires.
    const expectedOrWanted = expected instanceof Unknown ? wanted : expected
    const checksum = wanted === null ? null : expectedOrWanted
    const isKnown = state === null || (wanted?.algorithm ?? 'sha256') === 'sha256'
    const replaces = isKnown && !isLink ? { replaces: digest } : {}
    const download = { path, by: by instanceof Unknown ? ('controller' as const) : by, checksum, ...replaces }
    return planDownload(context, { state, digest }, download, outputs)
  },
  explain: explainFiles,
  mayChange: ({ host, params }) =>
    mayChangeIn(
      host,
      params.dest,
      orUnknown(() => urlName(params.url)),
    ),
  apply: async context => {
    const { host, params, plan } = context
    const { data } = plan
    if (data.do === 'attributes') {
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
      return
    }
    const checksum = await settledChecksum(context, data)
    const { isResultUnused = false } = context
    const replaced = isResultUnused ? undefined : await digestAt(host, data.path, 'sha1')
    try {
      if (data.by === 'controller') await viaController(context, data, checksum)
      else await viaHost(context, data, data.by, checksum)
    } catch (error) {
      throw withAnsibleOutputs(error, data.path, params.url)
    }
    await setSecurity(host, data.path, data)
    const outputs = await downloadOutputs(host, data.path, { isResultUnused })
    return isResultUnused ? outputs : { checksum_dest: replaced ?? null, ...outputs }
  },
})

type Checking = CheckContext<Params>
type Applying = ApplyContext<Params, GetUrlPlan>

async function placeOf({ host, params }: Checking, dest: string, algorithm: DigestAlgorithm | undefined) {
  const name = orUnknown(() => urlName(params.url))
  const inside = name instanceof Unknown ? dest : plainPath(`${dest}/${name}`)
  const [seen = null, seenInside = null] = await host.ask(
    fileStates([dest, inside], { digest: algorithm ?? 'sha256' }),
  )
  const isInside = dest.endsWith('/') || (seen?.leadsTo ?? seen)?.kind === 'directory'
  if (isInside) known(name)
  const path = isInside ? inside : dest
  const own = isInside ? seenInside : seen
  const state = throughLink(own)
  if (state === null || state.kind === 'file') return { path, state, isLink: own?.kind === 'link' }
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`)
}

/** Returns the error of a failed download with Ansible's outputs, and with its message if the checksum did not match. */
function withAnsibleOutputs(error: unknown, dest: string, url: string): unknown {
  if (!(error instanceof TaskError)) return error
  const { message, hint, outputs } = error
  const [, found, wanted] = OTHER_CHECKSUM.exec(message) ?? []
  const msg =
    found === undefined ? undefined : `The checksum for ${dest} did not match ${wanted}; it was ${found}.`
  const shown = omitUndefined({ dest, url: shownUrl(url), msg })
  return new TaskError(message, { hint, outputs: { ...outputs, ...shown }, cause: error })
}

/** Matches the error message of a download whose checksum did not match. */
const OTHER_CHECKSUM = / has the \w+ `?([0-9a-f]+)`?, expected `?([0-9a-f]+)/

async function viaHost(
  { host, params, environment }: Applying,
  data: DownloadPlan,
  tool: DownloadTool,
  checksum: { algorithm: DigestAlgorithm; hex: string } | null,
) {
  const script = verifiedDownload(tool, requestedDownload(params, environment), checksum)
  const { path, mode, owner, group, replaces } = data
  const content = { title: `download ${shownUrl(params.url)} to ${path}`, script }
  await host.write({ path, content, mode, owner, group, replaces, backup: params.backup })
}

async function viaController(
  { host, params, progress }: Applying,
  { path, mode, owner, group, replaces }: DownloadPlan,
  checksum: { algorithm: DigestAlgorithm; hex: string } | null,
) {
  const write = (content: LocalContent) =>
    host.write({ path, content, mode, owner, group, replaces, backup: params.backup })
  await withDownload(requestedDownload(params, {}), checksum, write, progress)
}
