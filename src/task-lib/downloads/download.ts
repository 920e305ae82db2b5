import { TaskError } from '../../errors.ts'
import { reportingSize } from '../../remote/files/report-size.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { probeFailure } from '../../remote/probe-failure.ts'
import { type DigestAlgorithm, shellDigest } from '../../remote/probes/files/digest.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { curlSetting } from '../curl-setting.ts'

/** The settings of a download. */
export interface Download {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Seconds without any received data after which the download fails. */
  readonly timeout: number
  readonly verifiesCertificates: boolean
  /** The maximum number of bytes; default `MOST_BYTES`. Only for downloads by the controller. */
  readonly maxSize?: number | undefined
  /**
   * Called with the number of bytes received so far and the total number, if it is known. Only for downloads by the
   * controller.
   */
  readonly onBytes?: (bytes: number, total: number | undefined) => void
  /** Environment variables of the program that downloads, such as proxies. */
  readonly environment: Readonly<Record<string, string>>
  /** True if no proxy is used, even if the environment sets one. */
  readonly isDirect?: boolean
}

/** Variables that disable all proxies of curl and wget. */
const NO_PROXY = Object.fromEntries(
  ['http', 'https', 'ftp', 'all'].flatMap(scheme => [
    [`${scheme}_proxy`, ''],
    [`${scheme}_proxy`.toUpperCase(), ''],
  ]),
)

/** Maximum size in bytes of downloads that are read as text, such as a list of checksums. */
export const LONGEST_TEXT = 1_048_576

export type DownloadTool = 'curl' | 'wget'

/** Returns a URL for messages, with `***` instead of a user name and password. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1***@')
}

/**
 * Whether the request contains a secret, which must not appear in process lists. Only curl can read secrets from
 * standard input instead of arguments.
 */
export function isConfidential({ url, headers, username }: Download): boolean {
  return username !== undefined || Object.keys(headers).length > 0 || /^\w+:\/\/[^/]*@/.test(url)
}

/** Returns a script that downloads to standard output. */
export function downloadScript(tool: DownloadTool, download: Download): ShellText {
  return fetching(tool, download, {})
}

/**
 * Returns a script that downloads to the file `"$t"` and reports the size received so far. The script exits if the
 * download fails.
 */
export function downloadToFile(tool: DownloadTool, download: Download): ShellText {
  return reportingSize(fetching(tool, download, { target: sh`"$t"`, headers: sh`"$t.head"` }))
}

/**
 * The files, as shell words, to which the content and the response headers are written; absent means standard output
 * for the content, and that headers are discarded.
 */
interface FetchTo {
  readonly target?: ShellText
  readonly headers?: ShellText
}

function fetching(tool: DownloadTool, download: Download, to: FetchTo): ShellText {
  const command = tool === 'curl' ? curlCommand(download, to) : wgetCommand(download, to)
  const environment = { ...download.environment, ...(download.isDirect ? NO_PROXY : {}) }
  return joinShell([sh`(`, ...exportVariables(environment), command, sh`)`])
}

/** Probe for the text at a URL. The host downloads it without storing it. At most one megabyte. */
export function downloadedText(tool: DownloadTool, download: Download): Probe<string> {
  const { title, script, answers = [0], parse } = downloadedBytes(tool, download)
  return probe({ title, script, answers, parse: answer => parse(answer).toString() })
}

/** Probe for the content at a URL. The host downloads it without storing it. At most one megabyte. */
export function downloadedBytes(tool: DownloadTool, download: Download): Probe<Buffer> {
  const title = `content of ${shownUrl(download.url)}`
  return probe({
    title,
    // The exit status of the download is passed through descriptor 4, because a pipe would discard it.
    script: sh`exec 3>&1
status=$({ { ${downloadScript(tool, download)}; echo $? >&4; } | head -c ${LONGEST_TEXT + 1} >&3; } 4>&1)
exit "$status"`,
    // `head` may end the download early; its exit status then varies.
    answers: 'any',
    parse: answer => {
      if (answer.stdout.length > LONGEST_TEXT)
        throw new TaskError(`\`${shownUrl(download.url)}\` is longer than a megabyte`)
      if (answer.status !== 0) throw probeFailure(`probe failed: ${title}`, answer)
      return answer.stdout
    },
  })
}

/** Probe for the digest of the content at a URL. The host downloads it without storing it. */
export function downloadedDigest(
  tool: DownloadTool,
  download: Download,
  algorithm: DigestAlgorithm = 'sha256',
): Probe<string> {
  return probe({
    title: `${algorithm} of ${shownUrl(download.url)}`,
    // The exit status of the download is passed through descriptor 4, because a pipe would discard it.
    script: sh`exec 3>&1
status=$({ { ${downloadScript(tool, download)}; echo $? >&4; } | {
${shellDigest(algorithm, '')}
printf '%s\n' "$sums" >&3; }; } 4>&1)
exit "$status"`,
    parse: ({ stdout }) => {
      const digest = /^\\?([0-9a-f]{32,128})\b/i.exec(stdout.toString())?.[1]
      if (digest === undefined) throw new Error(`the host has no tool that computes ${algorithm}`)
      return digest.toLowerCase()
    },
  })
}

/**
 * Returns the command line of curl. The URL and all secrets are passed on standard input, because every user of the
 * host can list arguments.
 */
function curlCommand(download: Download, { target, headers: head }: FetchTo): ShellText {
  const { url, headers, username, password, timeout, verifiesCertificates } = download
  const config = [
    curlSetting('url', url),
    ...Object.entries(headers).map(([name, value]) => curlSetting('header', `${name}: ${value}`)),
    ...(username === undefined ? [] : [curlSetting('user', `${username}:${password ?? ''}`)]),
  ]
  return sh`${printedFields(`${config.join('\n')}\n`)} | curl -q -fsSL -g --connect-timeout ${timeout} --speed-limit 1 --speed-time ${Math.max(timeout, 1)} ${
    verifiesCertificates ? sh`` : sh`-k`
  } -K - ${target ? sh`-o ${target}` : sh``} ${head ? sh`-D ${head}` : sh``}`
}

function wgetCommand({ url, timeout, verifiesCertificates }: Download, { target }: FetchTo): ShellText {
  // GNU wget would write a list of HSTS servers to the home directory, but a probe must not write anything.
  return sh`quiet=-q wait= hsts=
case $(wget --version 2>&1) in GNU*) quiet=-nv;; esac
h=$(wget --help 2>&1)
case $h in *' -T'*) wait='-T ${Math.max(Math.ceil(timeout), 1)}';; esac
case $h in *--no-hsts*) hsts=--no-hsts;; esac
wget $quiet $wait $hsts ${verifiesCertificates ? sh`` : sh`--no-check-certificate`} -O ${target ?? sh`-`} -- ${url} || {
  s=$?; echo "wget could not fetch it (status $s)" >&2; exit "$s"; }`
}
