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
  type FileState,
  flag,
  hostPath,
  type InSync,
  inSync,
  known,
  number,
  orUnknown,
  orUnknownAnswer,
  type Plan,
  plan,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import {
  type Attributes,
  absolutePath,
  attributeParams,
  attributesIn,
  compareAttributes,
  DIGEST_ALGORITHMS,
  type DigestAlgorithm,
  type Download,
  type DownloadTool,
  differs,
  digestOf,
  explainFiles,
  type Fetcher,
  fetchDigest,
  fetcherOf,
  fetchText,
  fileStates,
  isConfidential,
  isGivenAway,
  KIND_NAMES,
  knownAttributes,
  listedDigest,
  mayChangeIn,
  omitUndefined,
  parseChecksum,
  pathToChange,
  plainPath,
  setAttributes,
  shownUrl,
  urlName,
  verifiedDownload,
  type WantedChecksum,
  warned,
  withDownload,
  writtenMode,
} from '../../src/built-in.ts'

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
      'The path of the file on the host. If it is a directory or ends in `/`, the file is saved in it and named after the last part of the URL.',
    )
    .meta({ examples: ['/var/cache/app.tar.gz'] }),
  checksum: z
    .string()
    .refine(value => value === '' || parseChecksum(value) !== undefined, {
      message: `expected \`sha256:\` and a digest in hex or the URL of a list of them; also ${DIGEST_ALGORITHMS.join(', ')}`,
    })
    .optional()
    .describe(
      '`ALGORITHM:HEX`, or `ALGORITHM:URL` of a list such as `SHA256SUMS`. A file that matches is not downloaded again.',
    )
    .meta({ examples: ['sha256:https://example.org/SHA256SUMS'] }),
  ...attributeParams,
  force: flag()
    .default(false)
    .describe('If there is no checksum, download even if the file exists, and replace it if it differs.')
    .meta({ examples: [true] }),
  via: z
    .enum(['auto', 'host', 'controller'])
    .default('auto')
    .describe(
      'Where to download: on the `host` with curl or wget, or on the `controller`, which then sends the file to the host. `auto` uses the host if it can. Each uses its own `http_proxy`, `https_proxy` and `no_proxy`.',
    )
    .meta({ examples: ['controller'] }),
  backup: flag()
    .default(false)
    .describe('Keep a backup of the old file in the same folder.')
    .meta({ examples: [true] }),
  timeout: number()
    .default(10)
    .describe('Seconds without any data after which the download fails.')
    .meta({ examples: [60] }),
  headers: z
    .record(
      z.string().regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/, 'expected the name of a header'),
      text().refine(value => !/[\r\n\0]/.test(value), 'a header cannot hold a line break'),
    )
    .default({})
    .describe('Headers to send. They do not appear in process lists.')
    .meta({ examples: [{ Accept: 'application/octet-stream' }] }),
  url_username: text()
    .optional()
    .describe('User for basic authentication.')
    .meta({ examples: ['deploy'] }),
  url_password: text()
    .optional()
    .describe('Password for basic authentication.')
    .meta({ examples: ['secret'] }),
  validate_certs: flag()
    .default(true)
    .describe('`false` accepts any TLS certificate.')
    .meta({ examples: [false] }),
})

type Params = z.output<typeof params>

type GetPlan =
  | ({ readonly do: 'attributes'; readonly path: string } & Attributes)
  | {
      readonly do: 'download'
      readonly path: string
      readonly by: Fetcher
      /** Null if none was requested; a list if it could not be read yet. */
      readonly checksum: WantedChecksum | null
      readonly mode: string
      readonly owner?: string | undefined
      readonly group?: string | undefined
      /** The sha256 of the old file, null if it did not exist; absent if it is unknown. */
      readonly replaces?: string | null
    }

export default defineTask({
  summary: 'Downloads a file to the host, unless the correct file is already there.',
  example: `- get_url:
    url: https://github.com/etcd-io/etcd/releases/download/v3.5.17/etcd-v3.5.17-linux-amd64.tar.gz
    dest: /var/cache/etcd-v3.5.17.tar.gz
    checksum: sha256:https://github.com/etcd-io/etcd/releases/download/v3.5.17/SHA256SUMS
    mode: "0644"
`,
  params,
  aliases: { path: 'dest', name: 'dest', username: 'url_username', password: 'url_password' },
  readsExternalState: true,
  // What is behind a URL without a checksum may differ each time.
  action: ({ force, checksum }) => (force && !checksum ? 'repeatable' : undefined),
  check: async context => {
    const { host, params } = context
    const dest = await absolutePath(host, params.dest)
    const asked = orUnknown(() => (params.checksum ? (parseChecksum(params.checksum) ?? null) : null))
    const algorithm = asked instanceof Unknown ? undefined : asked?.algorithm
    const { path, state, isLink } = await placeOf(context, dest, algorithm)
    const wanted = state === null && asked instanceof Unknown ? null : known(asked)
    const outputs = { dest: path, path, url: orUnknown(() => shownUrl(params.url)) }
    if (state?.kind === 'file' && wanted === null && !params.force)
      return planAttributes(context, path, state, { ...outputs, msg: 'file already exists' })
    const digest = state?.kind === 'file' ? await digestOf(host, path, state, wanted?.algorithm) : null
    const isRight = (checksum: WantedChecksum | null): boolean =>
      digest !== null && checksum !== null && 'hex' in checksum && checksum.hex === digest
    const sums = { checksum_dest: digest, checksum_src: digest, msg: 'file already exists' }
    if (state && isRight(wanted)) return planAttributes(context, path, state, { ...outputs, ...sums })
    const by = await orUnknownAnswer(downloaderOf(context))
    const expected = await orUnknownAnswer(expectedOf(context, by, wanted, digest !== null))
    // If the file does not exist, it is downloaded, whatever the unknown values are.
    if (digest !== null && state && isRight(known(expected)))
      return planAttributes(context, path, state, { ...outputs, ...sums })
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
    if (data.by === 'controller') return viaController(context, data, checksum)
    return viaHost(context, data, data.by, checksum)
  },
})

type Checking = CheckContext<Params>
type Applying = ApplyContext<Params, GetPlan>
type DownloadPlan = GetPlan & { do: 'download' }

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
  const state = own?.kind === 'link' ? (own.leadsTo ?? null) : own
  if (state === null || state.kind === 'file') return { path, state, isLink: own?.kind === 'link' }
  throw new TaskError(`expected a file or nothing at \`${path}\`, found a ${KIND_NAMES[state.kind]}`)
}

async function planAttributes(
  { host, params }: Checking,
  path: string,
  state: FileState,
  outputs: Record<string, unknown>,
): Promise<InSync | Plan<GetPlan>> {
  const difference = await compareAttributes(host, state, attributesIn(params))
  const { before, after, open } = difference
  const read = <F extends keyof FileState>(field: F) => orUnknown(() => state[field] ?? undefined)
  const all = omitUndefined({
    ...outputs,
    ...{ state: 'file', mode: after.mode ?? read('mode'), size: read('size') },
    ...{ owner: after.owner ?? read('owner'), group: after.group ?? read('group') },
    ...(after.owner === undefined ? { uid: read('uid') } : {}),
    ...(after.group === undefined ? { gid: read('gid') } : {}),
  })
  if (!differs(difference)) return inSync(all)
  return plan<GetPlan>(
    [{ resource: `file:${path}`, action: 'update', before, after: { ...after, ...open } }],
    {
      ...{ do: 'attributes', path: (await host.ask(pathToChange(path))) ?? path },
      ...(after as Attributes),
    },
    all,
  )
}

/** The plan of a download over what is at its place; `outputs` are those that are known already. */
async function planDownload(
  { host, params }: Checking,
  { state, digest }: { readonly state: FileState | null; readonly digest: string | null },
  download: Pick<DownloadPlan, 'path' | 'by' | 'checksum' | 'replaces'>,
  outputs: Record<string, unknown>,
): Promise<Plan<GetPlan>> {
  const { path, checksum } = download
  const wanted = attributesIn(params)
  const isTaken = state !== null && isGivenAway(state, await compareAttributes(host, state, wanted))
  const mode = writtenMode(wanted.mode, () => state?.mode ?? '0644', isTaken)
  // A replaced file keeps the owner it had, unless another is asked for.
  const owner = wanted.owner ?? (state ? orUnknown(() => String(state.uid)) : undefined)
  const group = wanted.group ?? (state ? orUnknown(() => String(state.gid)) : undefined)
  const algorithm = checksum?.algorithm ?? 'sha256'
  const digests = checksum && 'hex' in checksum ? { [algorithm]: checksum.hex } : {}
  const from = orUnknown(() => shownUrl(params.url))
  const before = state && { [algorithm]: digest, ...knownAttributes({ mode: orUnknown(() => state.mode) }) }
  return plan<GetPlan>(
    [
      {
        resource: `file:${path}`,
        action: state ? 'update' : 'create',
        before,
        after: { from, mode, ...digests, ...omitUndefined({ owner: wanted.owner, group: wanted.group }) },
      },
    ],
    {
      ...{ do: 'download', ...download, mode: mode instanceof Unknown ? '0600' : mode },
      ...knownAttributes({ owner, group }),
    },
    {
      ...outputs,
      state: 'file',
      mode,
      ...omitUndefined({ owner: wanted.owner, group: wanted.group }),
      ...warned(path, undefined, state),
    },
  )
}

/** In a dry run an earlier task may still install curl. */
async function downloaderOf({ host, params }: Checking): Promise<Fetcher> {
  return (await fetcherOf(host, params.via, isConfidential(downloadOf(params, {})))) ?? 'curl'
}

/** The digest that the file must have: as given, from its list, or of what is behind the URL now. */
async function expectedOf(
  context: Checking,
  fetcher: Fetcher | Unknown,
  wanted: WantedChecksum | null,
  hasFile: boolean,
): Promise<WantedChecksum | null> {
  if (wanted && 'hex' in wanted) return wanted
  const by = known(fetcher)
  const download = downloadOf(context.params, context.environment)
  try {
    if (wanted) return { algorithm: wanted.algorithm, hex: await listedHex(context, by, wanted) }
    return hasFile ? { algorithm: 'sha256', hex: await fetchDigest(context.host, by, download) } : null
  } catch (error) {
    // In a dry run an earlier task may still bring up what is asked here; apply will ask again.
    if (context.isCheckMode && error instanceof TaskError) return wanted
    throw error
  }
}

async function settledChecksum(context: Applying, { checksum, by }: DownloadPlan) {
  if (checksum === null || 'hex' in checksum) return checksum
  return { algorithm: checksum.algorithm, hex: await listedHex(context, by, checksum) }
}

async function listedHex(
  { host, params, environment }: Pick<Checking, 'host' | 'params' | 'environment'>,
  by: Fetcher,
  { algorithm, listUrl }: WantedChecksum & { listUrl: string },
): Promise<string> {
  const list = await fetchText(host, by, { ...downloadOf(params, environment), url: listUrl })
  const hint = 'set `checksum: sha256:HEX`, or the URL of a list with this file'
  return listedDigest(list, { listUrl, name: urlName(params.url), algorithm, hint })
}

async function viaHost(
  { host, params, environment }: Applying,
  data: DownloadPlan,
  tool: DownloadTool,
  checksum: { algorithm: DigestAlgorithm; hex: string } | null,
) {
  const script = verifiedDownload(tool, downloadOf(params, environment), checksum)
  const { path, mode, owner, group, replaces } = data
  const content = { title: `download ${shownUrl(params.url)} to ${path}`, script }
  await host.write({ path, content, mode, owner, group, replaces, backup: params.backup })
  return checksum ? { checksum_src: checksum.hex, checksum_dest: checksum.hex } : undefined
}

async function viaController(
  { host, params }: Applying,
  { path, mode, owner, group, replaces }: DownloadPlan,
  checksum: { algorithm: DigestAlgorithm; hex: string } | null,
) {
  await withDownload(downloadOf(params, {}), checksum, content =>
    host.write({ path, content, mode, owner, group, replaces, backup: params.backup }),
  )
  return checksum ? { checksum_src: checksum.hex, checksum_dest: checksum.hex } : undefined
}

function downloadOf(params: Params, environment: Readonly<Record<string, string>>): Download {
  const { url, headers, url_username, url_password, timeout, validate_certs } = params
  return {
    url,
    headers,
    timeout,
    environment,
    username: url_username,
    password: url_password,
    verifiesCertificates: validate_certs,
  }
}
