import type { Socket } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { assertDefined } from '../../base/assert-defined.ts'
import { TaskError } from '../../errors.ts'

/** A proxy that a request goes through. */
export interface HttpProxy {
  readonly url: URL
  /** The variable that names it. */
  readonly variable: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * The proxy that the environment names for a URL, as curl and others read it: `http_proxy`, `https_proxy`, else `all_proxy`, also in
 * capital letters, unless `no_proxy` holds its host. Throws TaskError if what is named is no proxy of http.
 */
export function proxyFor(url: URL, environment: Environment): HttpProxy | undefined {
  const scheme = url.protocol.replace(':', '')
  const found = [`${scheme}_proxy`, 'all_proxy']
    .flatMap(name => [name, name.toUpperCase()])
    .find(name => environment[name] !== undefined && environment[name] !== '')
  if (found === undefined || isExempt(url, environment.no_proxy ?? environment.NO_PROXY ?? ''))
    return undefined
  return { url: readProxy(found, assertDefined(environment[found], `a variable ${found}`)), variable: found }
}

/** A proxy as messages show it, without user and password. */
export function shownProxy({ url, variable }: HttpProxy): string {
  const isSecret = url.username !== '' || url.password !== ''
  return `\`${url.protocol}//${isSecret ? '***@' : ''}${url.host}\` of \`${variable}\``
}

/** What names a proxy may leave out `http://`. */
function readProxy(variable: string, text: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new TaskError(`\`${variable}\` is not a proxy that the controller can use`, {
    hint: 'expected `http://[USER:PASSWORD@]HOST:PORT`, or the same with `https`',
  })
}

/** `*`, `example.org` with all below it, also as `.example.org`, an address or a range of addresses, each with a port or for all. */
function isExempt(url: URL, list: string): boolean {
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1').toLowerCase()
  const port = url.port || (url.protocol === 'https:' ? '443' : '80')
  return list
    .split(/[,\s]+/)
    .map(entry => entry.trim().toLowerCase())
    .filter(entry => entry !== '')
    .some(entry => {
      if (entry === '*') return true
      const [, name = '', own] = /^(\[[^\]]*\]|[^:]*|.*:.*:.*?)(?::(\d+))?$/.exec(entry) ?? []
      if (own !== undefined && own !== port) return false
      const wanted = name.replace(/^\[(.*)\]$/, '$1').replace(/^\*?\./, '')
      return host === wanted || host.endsWith(`.${wanted}`) || isInRange(host, wanted)
    })
}

function isInRange(host: string, range: string): boolean {
  const [net = '', bits = ''] = range.split('/')
  const kind = isIP(net)
  if (kind === 0 || isIP(host) !== kind || !/^\d+$/.test(bits) || Number(bits) > (kind === 4 ? 32 : 128))
    return false
  const family = kind === 4 ? 'ipv4' : 'ipv6'
  const ranges = new BlockList()
  ranges.addSubnet(net, Number(bits), family)
  return ranges.check(host, family)
}

/** The header with the proxy's user; none if its URL has none. */
export function proxyHeaders({ url }: HttpProxy): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
}

/** The address of a proxy, as options of a request. */
export function proxyAddress({ url }: HttpProxy): { readonly hostname: string; readonly port: number } {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { hostname, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) }
}

/** Opens a way to a host through a proxy (CONNECT). Throws TaskError if the proxy gives none. */
export async function connectThrough(
  proxy: HttpProxy,
  target: URL,
  { timeout, verifiesCertificates }: { readonly timeout: number; readonly verifiesCertificates: boolean },
): Promise<Socket> {
  const { request } = proxy.url.protocol === 'https:' ? await import('node:https') : await import('node:http')
  const authority = `${target.hostname}:${target.port || 443}`
  return new Promise((resolve, reject) => {
    const fail = (why: string, hint?: string, cause?: Error): void =>
      reject(
        new TaskError(`the proxy ${shownProxy(proxy)} did not connect to \`${authority}\`: ${why}`, {
          hint,
          cause,
        }),
      )
    const sent = request({
      ...proxyAddress(proxy),
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...proxyHeaders(proxy) },
      timeout: timeout * 1000,
      agent: false,
      rejectUnauthorized: verifiesCertificates,
    })
    sent.on('connect', (response, socket, head) => {
      if (response.statusCode === 200) {
        // A server that speaks first is heard.
        if (head.length > 0) socket.unshift(head)
        resolve(socket as Socket)
        return
      }
      socket.destroy()
      fail(
        `it answered ${response.statusCode} ${response.statusMessage}`,
        hintFor(response.statusCode, proxy),
      )
    })
    sent.on('timeout', () => sent.destroy(new Error(`no data received for ${timeout} s`)))
    sent.on('error', (cause: Error) => fail(cause.message || cause.name, undefined, cause))
    sent.end()
  })
}

/** A hint if a proxy refuses. */
export function hintFor(status: number | undefined, { variable }: HttpProxy): string | undefined {
  return status === 407
    ? `it requires a user and a password: \`${variable}=http://USER:PASSWORD@HOST:PORT\`, with characters such as \`@\` as \`%40\``
    : undefined
}
