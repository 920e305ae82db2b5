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
  flag,
  hostPath,
  known,
  type LocalContent,
  number,
  orUnknown,
  orUnknownAnswer,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  type DownloadPlan,
  type DownloadTool,
  downloaderOf,
  downloadOutputs,
  expectedChecksum,
  type GetUrlPlan,
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
  backupParam,
  digestOf,
  explainFiles,
  fileParams,
  KIND_NAMES,
  setAttributes,
  setSecurity,
  throughLink,
} from '../../src/built-in/files.ts'
import { DIGEST_ALGORITHMS, type DigestAlgorithm, fileStates, plainPath } from '../../src/built-in/host.ts'
import { absolutePath, mayChangeIn } from '../../src/built-in/params.ts'

const params = z.strictObject({
  url: z
    .string()
    .regex(
      /^(https?|ftp|file):\/\/[^\s\0]+$/i,
      'expected a URL that begins with `https://`, `http://`, `ftp://` or `file://`',
    )
    .refine(url => URL.canParse(url), 'expected a URL')
    .describe('The URL to download.')
    .meta({ examples: ['https://example.org/app.tar.gz'] }),
  dest: hostPath()
    .describe(
      'The path of the file on the host. If it is a directory or ends in `/`, the file in it is named after the last part of the URL.',
    )
    .meta({ examples: ['/var/cache/app.tar.gz'] }),
  checksum: z
    .string()
    .refine(value => value === '' || parseChecksum(value) !== undefined, {
      message: `expected \`sha256:\` and a digest in hex or the URL of a list of them; also ${DIGEST_ALGORITHMS.join(', ')}`,
    })
    .optional()
    .describe(
      '`ALGORITHM:HEX`, or `ALGORITHM:URL` with the URL of a list such as `SHA256SUMS`. A file that matches the checksum is not downloaded again.',
    )
    .meta({ examples: ['sha256:https://example.org/SHA256SUMS'] }),
  ...fileParams,
  force: flag()
    .default(false)
    .describe(
      'If there is no checksum, download the file even if it already exists, and replace it if it differs.',
    )
    .meta({ examples: [true] }),
  via: z
    .enum(['auto', 'host', 'controller'])
    .default('auto')
    .describe(
      'Where to download. `host` uses curl or wget on the host. `controller` downloads to the controller and sends the file to the host. `auto` uses the host if it has curl or wget. The host and the controller each use their own `http_proxy`, `https_proxy` and `no_proxy`.',
    )
    .meta({ examples: ['controller'] }),
  backup: backupParam,
  timeout: number()
    .default(10)
    .describe('Seconds without any received data after which the download fails.')
    .meta({ examples: [60] }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'expected the name of a header'),
      text().refine(value => !/[\r\n\0]/.test(value), 'a header cannot hold a line break'),
    )
    .default({})
    .describe('Headers to send. They do not appear in process lists.')
    .meta({ examples: [{ Accept: 'application/octet-stream' }] }),
  http_agent: text()
    .refine(value => !/[\r\n\0]/.test(value), 'a header cannot hold a line break')
    .optional()
    .describe('Value of the header `User-Agent`. By default, it is that of curl or wget.')
    .meta({ examples: ['updater/1.0'] }),
  url_username: text()
    .optional()
    .describe('User for basic authentication.')
    .meta({ examples: ['deploy'] }),
  url_password: text()
    .optional()
    .describe('Password for basic authentication.')
    .meta({ examples: ['secret'] }),
  force_basic_auth: flag()
    .default(false)
    .describe('Has no effect: user and password are always sent with the first request.')
    .meta({ examples: [true] }),
  use_proxy: flag()
    .default(true)
    .describe('`false` ignores the proxies that are set in the environment.')
    .meta({ examples: [false] }),
  validate_certs: flag()
    .default(true)
    .describe('`false` accepts any TLS certificate.')
    .meta({ examples: [false] }),
})

type Params = z.output<typeof params>

export default defineTask({
  summary: 'Downloads a file to the host, unless the correct file is already there.',
  example: `- get_url:
    url: https://github.com/etcd-io/etcd/releases/download/v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz
    dest: /var/cache/etcd-v3.5.17.tar.gz
    checksum: sha256:https://github.com/etcd-io/etcd/releases/download/v3.5.17/SHA256SUMS
    mode: "0644"
`,
  params,
  aliases: {
    attr: 'attributes',
    path: 'dest',
    name: 'dest',
    username: 'url_username',
    password: 'url_password',
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
  // What is behind a URL without a checksum may differ each time.
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
    if (state?.kind === 'file' && wanted === null && !params.force)
      return planKeptDownload(context, { ...place, state }, { ...outputs, msg: 'file already exists' })
    const digest = state?.kind === 'file' ? await digestOf(host, path, state, wanted?.algorithm) : null
    const isRight = (checksum: WantedChecksum | null): boolean =>
      digest !== null && checksum !== null && 'hex' in checksum && checksum.hex === digest
    const sums = { checksum_dest: digest, checksum_src: digest, msg: 'file already exists' }
    if (state && isRight(wanted))
      return planKeptDownload(context, { ...place, state }, { ...outputs, ...sums })
    const by = await orUnknownAnswer(downloaderOf(context))
    const expected = await orUnknownAnswer(expectedChecksum(context, by, wanted, digest !== null))
    // If the file does not exist, it is downloaded, whatever the unknown values are.
    if (digest !== null && state && isRight(known(expected)))
      return planKeptDownload(context, { ...place, state }, { ...outputs, ...sums })
    // What the source has now is no checksum that was asked for.
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
    const { host, plan } = context
    const { data } = plan
    if (data.do === 'attributes') {
      await host.run(setAttributes(data.path, data), { title: `set mode and owner of ${data.path}` })
      return
    }
    const checksum = await settledChecksum(context, data)
    const outputs =
      data.by === 'controller'
        ? await viaController(context, data, checksum)
        : await viaHost(context, data, data.by, checksum)
    await setSecurity(host, data.path, data)
    return { ...outputs, ...(await downloadOutputs(host, data.path)) }
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
  return checksum ? { checksum_src: checksum.hex, checksum_dest: checksum.hex } : undefined
}

async function viaController(
  { host, params, progress }: Applying,
  { path, mode, owner, group, replaces }: DownloadPlan,
  checksum: { algorithm: DigestAlgorithm; hex: string } | null,
) {
  const write = (content: LocalContent) =>
    host.write({ path, content, mode, owner, group, replaces, backup: params.backup })
  await withDownload(requestedDownload(params, {}), checksum, write, progress)
  return checksum ? { checksum_src: checksum.hex, checksum_dest: checksum.hex } : undefined
}
