import type { Socket } from 'node:net'
import { BlockList, isIP } from 'node:net'
import { assertDefined } from '../../base/assert-defined.ts'
import { TaskError } from '../../errors.ts'

/** The HTTP proxy that a request goes through. */
export interface HttpProxy {
  readonly url: URL
  /** The environment variable that contains its URL. */
  readonly variable: string
}

type Environment = Readonly<Record<string, string | undefined>>

/**
 * Returns the proxy that the environment sets for a URL, by the rules of curl: `http_proxy` or `https_proxy`,
 * otherwise `all_proxy`, each also in capital letters. Undefined if there is none, or if `no_proxy` contains the
 * host. Throws TaskError if the value is not the URL of an HTTP proxy.
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

/** Returns a proxy as messages show it, without user and password. */
export function shownProxy({ url, variable }: HttpProxy): string {
  const isSecret = url.username !== '' || url.password !== ''
  return `\`${url.protocol}//${isSecret ? '***@' : ''}${url.host}\` of \`${variable}\``
}

/** Parses the value of a proxy variable, in which `http://` may be missing. */
function readProxy(variable: string, text: string): URL {
  const whole = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`
  const url = URL.canParse(whole) ? new URL(whole) : undefined
  if (url && (url.protocol === 'http:' || url.protocol === 'https:')) return url
  throw new TaskError(`\`${variable}\` is not a proxy that the controller can use`, {
    hint: 'expected `http://[USER:PASSWORD@]HOST:PORT`, or the same with `https`',
  })
}

/**
 * Whether `no_proxy` contains the host of a URL. Entries are `*`, a domain with all of its subdomains (`example.org`
 * or `.example.org`), an address or a range of addresses. An entry may end with a port.
 */
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

/** Returns the authorization header for the proxy; empty if its URL contains no user. */
export function proxyHeaders({ url }: HttpProxy): Record<string, string> {
  if (url.username === '' && url.password === '') return {}
  const login = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`
  return { 'proxy-authorization': `Basic ${Buffer.from(login).toString('base64')}` }
}

/** Returns the address of a proxy as request options. */
export function proxyAddress({ url }: HttpProxy): { readonly hostname: string; readonly port: number } {
  const hostname = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return { hostname, port: Number(url.port || (url.protocol === 'https:' ? 443 : 80)) }
}

/** Opens a tunnel to a host through a proxy (CONNECT). Throws TaskError if the proxy refuses. */
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
        // Data that the server has already sent must not be lost.
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

/** Returns a hint for a proxy that requires a password (status 407); undefined for other statuses. */
export function hintFor(status: number | undefined, { variable }: HttpProxy): string | undefined {
  return status === 407
    ? `it requires a user and a password: \`${variable}=http://USER:PASSWORD@HOST:PORT\`, with characters such as \`@\` as \`%40\``
    : undefined
}
