import { TaskError } from '../../errors.ts'
import type { ReadHost } from '../../remote/host.ts'
import { type DigestAlgorithm, shellDigest } from '../../remote/probes/files/digest.ts'
import { presentTools } from '../../remote/probes/tools.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { findInList } from './checksum.ts'
import {
  type Download,
  type DownloadTool,
  downloadedBytes,
  downloadedDigest,
  downloadedText,
  downloadToFile,
  isConfidential,
  shownUrl,
} from './download.ts'
import { httpBytes, httpText } from './http-get.ts'
import { digestOfDownload } from './on-controller.ts'

/** The program on the host that downloads a URL, or `controller` if the controller downloads it. */
export type Fetcher = DownloadTool | 'controller'

/**
 * Returns the program that the host downloads with; undefined if it has none. For a download with a secret only curl
 * is used, because wget would show the secret in process lists.
 */
export async function fetchingTool(host: ReadHost, isSecret: boolean): Promise<DownloadTool | undefined> {
  const tools = await host.ask(presentTools(['curl', 'wget']))
  if (tools.has('curl')) return 'curl'
  return tools.has('wget') && !isSecret ? 'wget' : undefined
}

/**
 * Returns what downloads a URL: a program on the host or the controller. Undefined if only the host may download it,
 * but has no suitable program.
 */
export async function fetcherOf(
  host: ReadHost,
  via: 'auto' | 'host' | 'controller',
  isSecret: boolean,
): Promise<Fetcher | undefined> {
  if (via === 'controller') return via
  return (await fetchingTool(host, isSecret)) ?? (via === 'auto' ? 'controller' : undefined)
}

/** Downloads text of at most one megabyte. */
export async function fetchText(host: ReadHost, by: Fetcher, download: Download): Promise<string> {
  return by === 'controller' ? httpText(download) : host.ask(downloadedText(by, download))
}

/**
 * Downloads a small file that a param names by its URL, such as a key: at most one megabyte. The controller downloads
 * it if the host has no suitable program, or none that keeps a secret in the URL out of process lists.
 */
export async function fetchSmallFile(
  host: ReadHost,
  url: string,
  options: Pick<Download, 'verifiesCertificates' | 'environment'>,
): Promise<Buffer> {
  const download = { ...options, url, headers: {}, timeout: 10 }
  const by = (await fetchingTool(host, isConfidential(download))) ?? 'controller'
  return by === 'controller' ? httpBytes(download) : host.ask(downloadedBytes(by, download))
}

/** Returns the sha256 of the content at a URL, which is not stored. */
export async function fetchDigest(host: ReadHost, by: Fetcher, download: Download): Promise<string> {
  return by === 'controller' ? digestOfDownload(download) : host.ask(downloadedDigest(by, download))
}

/** Returns the digest of a file from the text of a list. Throws TaskError if the list does not name the file. */
export function listedDigest(
  list: string,
  wanted: {
    readonly listUrl: string
    readonly name: string
    readonly algorithm: DigestAlgorithm
    readonly hint: string
  },
): string {
  const { listUrl, name, algorithm, hint } = wanted
  const hex = findInList(list, name, algorithm)
  if (hex !== undefined) return hex
  throw new TaskError(`\`${shownUrl(listUrl)}\` has no ${algorithm} of \`${name}\``, { hint })
}

/** Returns a script that downloads to the file `$t`, and fails if the file does not have the digest. */
export function verifiedDownload(
  tool: DownloadTool,
  download: Download,
  checksum: { readonly algorithm: DigestAlgorithm; readonly hex: string } | null,
): ShellText {
  const fetch = downloadToFile(tool, download)
  if (checksum === null) return fetch
  const { algorithm, hex } = checksum
  return sh`${fetch}
${shellDigest(algorithm, '<"$t"')}
[ -n "$sums" ] || { echo ${`the host has no tool that computes ${algorithm}`} >&2; exit 1; }
[ "\${sums%% *}" = ${hex} ] || {
  echo ${`${shownUrl(download.url)} has the ${algorithm}`} "\${sums%% *}", ${`expected ${hex}`} >&2; exit 1
}`
}
