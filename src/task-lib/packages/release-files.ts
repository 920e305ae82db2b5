import type { ApplyContext } from '../../authoring/define.ts'
import { TaskError } from '../../errors.ts'
import type { LocalContent } from '../../shell/exchange.ts'
import { sh } from '../../shell/quote.ts'
import { parseChecksum } from '../downloads/checksum.ts'
import { type Download, isConfidential, shownUrl } from '../downloads/download.ts'
import { type Fetcher, fetcherOf, fetchText, listedDigest, verifiedDownload } from '../downloads/fetch.ts'
import { withDownload } from '../downloads/on-controller.ts'

/** The params of `release` about downloading the files of a release. */
interface ReleaseParams {
  readonly url: string
  readonly via: 'auto' | 'host' | 'controller'
  readonly timeout: number
  /** The file of the release that lists digests. */
  readonly checksums?: string | undefined
  readonly checksum?: string | undefined
}

type Applying = Pick<ApplyContext<ReleaseParams, unknown>, 'host' | 'params' | 'environment' | 'progress'>

/**
 * Selects the program that downloads the files, on the host or on the controller. Throws TaskError if the host has no
 * suitable one.
 */
export async function fetcherFor({ host, params, environment }: Applying): Promise<Fetcher> {
  const isSecret = isConfidential(downloadOf({ params, environment }, ''))
  const fetcher = await fetcherOf(host, params.via, isSecret)
  if (fetcher !== undefined) return fetcher
  throw new TaskError(
    isSecret
      ? 'the host has no curl, and wget would show the password'
      : 'the host has neither curl nor wget',
    {
      hint: '`via: controller` downloads to the controller and copies from there',
    },
  )
}

/** Downloads files of a release to a staging directory of the host, and verifies each by its digest. */
export async function fetchFiles(
  context: Applying,
  by: Fetcher,
  files: readonly string[],
  staging: string,
): Promise<void> {
  const list = await listOf(context, by)
  for (const file of files) await fetchFile(context, by, file, digestIn(context.params, list, file), staging)
}

async function listOf(context: Applying, by: Fetcher): Promise<string> {
  const { checksums } = context.params
  return checksums === undefined ? '' : fetchText(context.host, by, downloadOf(context, checksums))
}

function digestIn({ checksum, checksums, url }: ReleaseParams, list: string, name: string): string {
  const given = checksum === undefined ? undefined : parseChecksum(checksum)
  if (given && 'hex' in given) return given.hex
  const hint = 'set `checksum: sha256:HEX`'
  return listedDigest(list, { listUrl: `${url}/${checksums}`, name, algorithm: 'sha256', hint })
}

async function fetchFile(
  context: Applying,
  by: Fetcher,
  file: string,
  sha256: string,
  staging: string,
): Promise<void> {
  const download = downloadOf(context, file)
  const path = `${staging}/${file}`
  const checksum = { algorithm: 'sha256', hex: sha256 } as const
  if (by === 'controller') {
    const write = (content: LocalContent) => context.host.write({ path, content, mode: '0600' })
    await withDownload(download, checksum, write, context.progress)
    return
  }
  await context.host.run(
    sh`t=${path}
${verifiedDownload(by, download, checksum)}`,
    { title: `download ${shownUrl(download.url)}` },
  )
}

function downloadOf(
  { params, environment }: Pick<Applying, 'params' | 'environment'>,
  file: string,
): Download {
  const { url, timeout } = params
  return {
    url: `${url.replace(/\/+$/, '')}/${file}`,
    headers: {},
    timeout,
    verifiesCertificates: true,
    environment,
  }
}
