import { TaskError } from '../../errors.ts'
import { reportingSize } from '../../remote/files/report-size.ts'
import { type Probe, probe } from '../../remote/probe.ts'
import { probeFailure } from '../../remote/probe-failure.ts'
import { type DigestAlgorithm, shellDigest } from '../../remote/probes/files/digest.ts'
import { exportVariables } from '../../shell/export-variables.ts'
import { printedFields } from '../../shell/printed-fields.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { curlSetting } from '../curl-setting.ts'

/** Something to be fetched by its URL. */
export interface Download {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly username?: string | undefined
  readonly password?: string | undefined
  /** Seconds without a byte after which it counts as failed. */
  readonly timeout: number
  readonly verifiesCertificates: boolean
  /** The maximum number of bytes; default `MOST_BYTES`. Only for downloads by the controller. */
  readonly maxSize?: number | undefined
  /** Receives how many bytes have come so far, and how many it will be. Only for downloads by the controller. */
  readonly onBytes?: (bytes: number, total: number | undefined) => void
  /** Variables for the program that fetches, such as proxies. */
  readonly environment: Readonly<Record<string, string>>
  /** True if no proxy is used, whatever the environment names. */
  readonly isDirect?: boolean
}

/** Without these, neither curl nor wget uses a proxy. */
const NO_PROXY = Object.fromEntries(
  ['http', 'https', 'ftp', 'all'].flatMap(scheme => [
    [`${scheme}_proxy`, ''],
    [`${scheme}_proxy`.toUpperCase(), ''],
  ]),
)

/** The most bytes of what is read as text, such as a list of checksums. */
export const LONGEST_TEXT = 1_048_576

export type DownloadTool = 'curl' | 'wget'

/** A URL without the user and password that it may hold. */
export function shownUrl(url: string): string {
  return url.replace(/^(\w+:\/\/)[^/@]*@/, '$1***@')
}

/** True if the request contains a secret that must not appear in a process list; only curl can read it in another way. */
export function isConfidential({ url, headers, username }: Download): boolean {
  return username !== undefined || Object.keys(headers).length > 0 || /^\w+:\/\/[^/]*@/.test(url)
}

/** Shell that fetches to standard output. */
export function downloadScript(tool: DownloadTool, download: Download): ShellText {
  return fetching(tool, download, {})
}

/** Shell that fetches to the file `"$t"` and reports how much of it has come; it ends the script if that fails. */
export function downloadToFile(tool: DownloadTool, download: Download): ShellText {
  return reportingSize(fetching(tool, download, { target: sh`"$t"`, headers: sh`"$t.head"` }))
}

/** Words for the file that what is fetched goes to, and for that of the headers that came with it. */
interface FetchTo {
  readonly target?: ShellText
  readonly headers?: ShellText
}

function fetching(tool: DownloadTool, download: Download, to: FetchTo): ShellText {
  const command = tool === 'curl' ? curlCommand(download, to) : wgetCommand(download, to)
  const environment = { ...download.environment, ...(download.isDirect ? NO_PROXY : {}) }
  return joinShell([sh`(`, ...exportVariables(environment), command, sh`)`])
}

/** Asks for the text behind a URL, of a megabyte at most, fetched by the host and stored nowhere. */
export function downloadedText(tool: DownloadTool, download: Download): Probe<string> {
  const { title, script, answers = [0], parse } = downloadedBytes(tool, download)
  return probe({ title, script, answers, parse: answer => parse(answer).toString() })
}

/** Asks for what is behind a URL, a megabyte at most, fetched by the host and stored nowhere. */
export function downloadedBytes(tool: DownloadTool, download: Download): Probe<Buffer> {
  const title = `content of ${shownUrl(download.url)}`
  return probe({
    title,
    // The status of the fetch, which a pipe would swallow, comes back by descriptor 4.
    script: sh`exec 3>&1
status=$({ { ${downloadScript(tool, download)}; echo $? >&4; } | head -c ${LONGEST_TEXT + 1} >&3; } 4>&1)
exit "$status"`,
    // What is interrupted ends the fetch with a status of its own.
    answers: 'any',
    parse: answer => {
      if (answer.stdout.length > LONGEST_TEXT)
        throw new TaskError(`\`${shownUrl(download.url)}\` is longer than a megabyte`)
      if (answer.status !== 0) throw probeFailure(`probe failed: ${title}`, answer)
      return answer.stdout
    },
  })
}

/** Asks for the digest of what is behind a URL, fetched by the host and stored nowhere. */
export function downloadedDigest(
  tool: DownloadTool,
  download: Download,
  algorithm: DigestAlgorithm = 'sha256',
): Probe<string> {
  return probe({
    title: `${algorithm} of ${shownUrl(download.url)}`,
    // The status of the fetch, which a pipe would swallow, comes back by descriptor 4.
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

/** The address and all that is secret go by standard input and not by arguments, which every user can list. */
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
  // GNU wget keeps a list of servers in the home directory, and a question writes nothing.
  return sh`quiet=-q wait= hsts=
case $(wget --version 2>&1) in GNU*) quiet=-nv;; esac
h=$(wget --help 2>&1)
case $h in *' -T'*) wait='-T ${Math.max(Math.ceil(timeout), 1)}';; esac
case $h in *--no-hsts*) hsts=--no-hsts;; esac
wget $quiet $wait $hsts ${verifiesCertificates ? sh`` : sh`--no-check-certificate`} -O ${target ?? sh`-`} -- ${url} || {
  s=$?; echo "wget could not fetch it (status $s)" >&2; exit "$s"; }`
}
