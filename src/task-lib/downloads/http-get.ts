import type { IncomingMessage } from 'node:http'
import type { RequestOptions } from 'node:https'
import type { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { showSize } from '../../base/bytes.ts'
import { fetchHint } from '../../base/fetch-hints.ts'
import { timerDelay } from '../../base/timer-delay.ts'
import { TaskError } from '../../errors.ts'
import { type Download, LONGEST_TEXT, shownUrl } from './download.ts'
import {
  connectThrough,
  type HttpProxy,
  hintFor,
  proxyAddress,
  proxyFor,
  proxyHeaders,
  shownProxy,
} from './proxy.ts'

/** Requests a URL from the controller and follows redirects. Throws TaskError if the final status is not 200. */
async function httpGet(download: Download, redirects = 10): Promise<IncomingMessage> {
  const url = new URL(download.url)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    throw new TaskError(`the controller fetches http and https, not \`${shownUrl(download.url)}\``)
  }
  const response = await send(url, download)
  const { statusCode = 0, statusMessage = '', headers } = response
  if (statusCode === 200) return response
  response.resume()
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) {
    const what = `answered ${statusCode} ${statusMessage}`
    throw new TaskError(`GET \`${shownUrl(download.url)}\` from the controller ${what}`, {
      hint: fetchHint(what),
    })
  }
  if (redirects === 0) throw new TaskError(`\`${shownUrl(download.url)}\` has too many redirects`)
  const next = new URL(headers.location, url)
  const isSameHost = next.host === url.host && next.protocol === url.protocol
  // Passwords and headers must not be sent to another host.
  const kept = isSameHost ? download : { ...download, headers: {}, username: undefined, password: undefined }
  return httpGet({ ...kept, url: next.href }, redirects - 1)
}

/**
 * Downloads a URL to the controller and writes the content to a stream or passes it to a function. Throws TaskError
 * if the connection breaks.
 */
export async function httpInto(
  download: Download,
  target: Writable | ((bytes: AsyncIterable<unknown>) => Promise<void>),
): Promise<void> {
  const bytes = bounded(await httpGet(download), download)
  try {
    await (typeof target === 'function' ? pipeline(bytes, target) : pipeline(bytes, target))
  } catch (cause) {
    if (cause instanceof TaskError) throw cause
    throw new TaskError(
      `the download of \`${shownUrl(download.url)}\` broke off: ${(cause as Error).message}`,
      { cause },
    )
  }
}

/** Downloads text of at most one megabyte to the controller. */
export async function httpText(download: Download): Promise<string> {
  return (await httpBytes(download)).toString()
}

/** Downloads content of at most one megabyte to the controller. */
export async function httpBytes(download: Download): Promise<Buffer> {
  const parts: Buffer[] = []
  let size = 0
  await httpInto(download, async bytes => {
    for await (const part of bytes) {
      size += (part as Buffer).length
      if (size > LONGEST_TEXT) throw new TaskError(`\`${shownUrl(download.url)}\` is longer than a megabyte`)
      parts.push(part as Buffer)
    }
  })
  return Buffer.concat(parts)
}

/**
 * Limits of a download: its size in bytes, and its average rate in bytes per second, which is checked after
 * `SLOW_AFTER` seconds.
 */
const MOST_BYTES = 10 * 1024 ** 3
const SLOWEST = 1024
const SLOW_AFTER = 60

/** Passes on the received content. Throws TaskError if it is too large or arrives too slowly. */
async function* bounded(
  response: IncomingMessage,
  { url, maxSize = MOST_BYTES, onBytes }: Download,
): AsyncGenerator<Buffer> {
  let size = 0
  const total = Number(response.headers['content-length']) || undefined
  const began = performance.now()
  for await (const part of response) {
    const bytes = part as Buffer
    size += bytes.length
    onBytes?.(size, total)
    if (size > maxSize)
      throw new TaskError(`\`${shownUrl(url)}\` is larger than ${showSize(maxSize)} and was not fetched`)
    const seconds = (performance.now() - began) / 1000
    if (seconds > SLOW_AFTER && size / seconds < SLOWEST) {
      throw new TaskError(
        `\`${shownUrl(url)}\` arrives at less than 1 KB per second; the download was stopped`,
        {
          hint: 'download it in another way, and install it with `copy`',
        },
      )
    }
    yield bytes
  }
}

/** Sends a request, through a proxy if the environment of the controller names one. */
async function send(url: URL, download: Download): Promise<IncomingMessage> {
  const { headers, username, password, timeout, verifiesCertificates } = download
  const user = username ?? decodeURIComponent(url.username)
  const auth = user === '' ? undefined : `${user}:${password ?? decodeURIComponent(url.password)}`
  const bare = new URL(url)
  bare.username = ''
  bare.password = ''
  const proxy = download.isDirect ? undefined : proxyFor(bare, process.env)
  const options: RequestOptions = {
    headers: { 'user-agent': 'drover', ...headers },
    timeout: timerDelay(timeout * 1000),
    rejectUnauthorized: verifiesCertificates,
    ...(auth ? { auth } : {}),
    ...(proxy ? await through(proxy, bare, download) : {}),
  }
  // Imported only for a download: most runs need neither module.
  const isSecure = url.protocol === 'https:' || (proxy?.url.protocol === 'https:' && url.protocol === 'http:')
  const { request } = isSecure ? await import('node:https') : await import('node:http')
  return new Promise<IncomingMessage>((resolve, reject) => {
    const sent = request(bare, options, response => {
      clearTimeout(answerTimer)
      if (!proxy || response.statusCode !== 407) return resolve(response)
      response.resume()
      const what = `the proxy ${shownProxy(proxy)} refused the request: 407 ${response.statusMessage}`
      reject(new TaskError(what, { hint: hintFor(407, proxy) }))
    })
    // `timeout` ends only connections without any data. This timer also ends the wait for a server that sends its
    // headers very slowly.
    const answerTimer = setTimeout(
      () => sent.destroy(new Error(`no response in ${timeout + SLOW_AFTER} s`)),
      timerDelay((timeout + SLOW_AFTER) * 1000),
    )
    sent.on('close', () => clearTimeout(answerTimer))
    sent.on('timeout', () => sent.destroy(new Error(`no data received for ${timeout} s`)))
    sent.on('error', cause => {
      const by = proxy ? ` by the proxy ${shownProxy(proxy)}` : ''
      const why = cause.message || cause.name
      const what = `GET \`${bare.href}\` from the controller${by} failed: ${why}`
      reject(new TaskError(what, { hint: fetchHint(why), cause }))
    })
    sent.end()
  })
}

/**
 * Returns the request options for a proxy: an http request contains the whole URL, an https request uses a tunnel.
 */
async function through(proxy: HttpProxy, url: URL, download: Download): Promise<RequestOptions> {
  if (url.protocol === 'http:') {
    const headers = { 'user-agent': 'drover', host: url.host, ...download.headers, ...proxyHeaders(proxy) }
    return { ...proxyAddress(proxy), path: url.href, headers, agent: false }
  }
  const [socket, { connect }, { isIP }] = await Promise.all([
    connectThrough(proxy, url, download),
    import('node:tls'),
    import('node:net'),
  ])
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  const name = isIP(host) === 0 ? { servername: host } : { host }
  return {
    agent: false,
    createConnection: () => connect({ socket, rejectUnauthorized: download.verifiesCertificates, ...name }),
  }
}
