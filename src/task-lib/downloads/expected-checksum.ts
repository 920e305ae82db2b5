import type { CheckContext } from '../../authoring/define.ts'
import { TaskError } from '../../errors.ts'
import { known, type Unknown } from '../../values/unknown.ts'
import type { WantedChecksum } from './checksum.ts'
import { type Download, isConfidential } from './download.ts'
import { type Fetcher, fetchDigest, fetcherOf, fetchText, listedDigest } from './fetch.ts'
import { urlName } from './url-name.ts'

/** The params of a download. In a dry run, reading a param with an unknown value throws UnknownValueError. */
interface DownloadParams {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly url_username?: string | undefined
  readonly url_password?: string | undefined
  readonly timeout: number
  readonly validate_certs: boolean
  readonly use_proxy?: boolean
  readonly http_agent?: string | undefined
  readonly via: 'auto' | 'host' | 'controller'
}

type Checking = CheckContext<DownloadParams>
type Asking = Pick<Checking, 'host' | 'params' | 'environment'>

/**
 * Returns the program that downloads the URL, or `controller`. If the host must download but has no suitable program,
 * assumes curl: in a dry run, an earlier task may still install it.
 */
export async function downloaderOf({ host, params }: Checking): Promise<Fetcher> {
  return (await fetcherOf(host, params.via, isConfidential(requestedDownload(params, {})))) ?? 'curl'
}

/**
 * Returns the digest that the file must have: the one in the task, the one in the list at its URL or, without a
 * checksum, the digest of the content that the URL has now. Null if there is no checksum and the file does not exist
 * yet.
 */
export async function expectedChecksum(
  context: Checking,
  fetcher: Fetcher | Unknown,
  wanted: WantedChecksum | null,
  hasFile: boolean,
): Promise<WantedChecksum | null> {
  if (wanted && 'hex' in wanted) return wanted
  const by = known(fetcher)
  const download = requestedDownload(context.params, context.environment)
  try {
    if (wanted) return { algorithm: wanted.algorithm, hex: await listedHex(context, by, wanted) }
    return hasFile ? { algorithm: 'sha256', hex: await fetchDigest(context.host, by, download) } : null
  } catch (error) {
    // In a dry run, an earlier task may still start the server. Apply downloads the list again.
    if (context.isCheckMode && error instanceof TaskError) return wanted
    throw error
  }
}

/** Returns the digest that a planned download must have; null if the task sets no checksum. */
export async function settledChecksum(
  context: Asking,
  { checksum, by }: { readonly checksum: WantedChecksum | null; readonly by: Fetcher },
) {
  if (checksum === null || 'hex' in checksum) return checksum
  return { algorithm: checksum.algorithm, hex: await listedHex(context, by, checksum) }
}

async function listedHex(
  { host, params, environment }: Asking,
  by: Fetcher,
  { algorithm, listUrl }: WantedChecksum & { listUrl: string },
): Promise<string> {
  const list = await fetchText(host, by, { ...requestedDownload(params, environment), url: listUrl })
  const hint = 'set `checksum: sha256:HEX`, or the URL of a list with this file'
  return listedDigest(list, { listUrl, name: urlName(params.url), algorithm, hint })
}

/** Returns the settings of the download from the params, with the given environment. */
export function requestedDownload(
  params: DownloadParams,
  environment: Readonly<Record<string, string>>,
): Download {
  const { url, url_username, url_password, timeout, validate_certs, use_proxy, http_agent } = params
  const agent = http_agent === undefined ? {} : { 'User-Agent': http_agent }
  return {
    url,
    headers: { ...agent, ...params.headers },
    timeout,
    environment,
    isDirect: use_proxy === false,
    username: url_username,
    password: url_password,
    verifiesCertificates: validate_certs,
  }
}
