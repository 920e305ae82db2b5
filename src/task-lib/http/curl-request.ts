import { type ShellText, sh } from '../../shell/quote.ts'
import { curlSetting } from '../curl-setting.ts'
import type { UriParams } from './uri-params.ts'

/** Whether a request only reads, and is also sent in a dry run. */
export function isReading({ method }: { readonly method: string }): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/**
 * The command that sends a request. Settings that may be secret go by standard input; it prints the answer's headers, a blank line, its
 * body, then what curl saw. Source: curl(1), --write-out.
 */
export function curlCommand({ timeout }: UriParams): ShellText {
  return sh`curl -sS -i --max-time ${timeout} -w ${'\n%{http_code} %{size_header} %{url_effective}'} -K -`
}

/** What the command reads: curl's own form of a configuration file. */
export function curlSettings(params: UriParams): string {
  const body = bodyOf(params)
  const { url_username: user, url_password: password } = params
  const values: readonly (readonly [name: string, value: string | undefined])[] = [
    ['url', params.url],
    ['request', params.method === 'HEAD' ? undefined : params.method],
    ...Object.entries(headersOf(params, body)).map(
      ([name, value]) => ['header', `${name}: ${value.replace(/[\r\n]/g, ' ')}`] as const,
    ),
    ['user-agent', params.http_agent],
    ['unix-socket', params.unix_socket],
    ['noproxy', params.use_proxy ? undefined : '*'],
    ['data-raw', body?.text],
    ['cacert', params.ca_path],
    ['cert', params.client_cert],
    ['key', params.client_key],
    ['user', user === undefined ? undefined : `${user}:${password ?? ''}`],
  ]
  const settings = values.flatMap(([name, value]) => (value === undefined ? [] : [curlSetting(name, value)]))
  return `${[...flagsOf(params), ...settings].join('\n')}\n`
}

function flagsOf(params: UriParams): string[] {
  const { method, validate_certs, follow_redirects } = params
  const isFollowing = follow_redirects === 'all' || (follow_redirects === 'safe' && isReading(params))
  return [
    ...(method === 'HEAD' ? ['head'] : []),
    ...(validate_certs ? [] : ['insecure']),
    ...(isFollowing ? ['location'] : []),
  ]
}

/** The body of a request, with the media type of its format. */
interface Body {
  readonly text: string
  readonly type?: string
}

function headersOf({ force, headers }: UriParams, body: Body | undefined): Readonly<Record<string, string>> {
  return {
    ...(force ? { 'Cache-Control': 'no-cache' } : {}),
    ...(body?.type === undefined ? {} : { 'Content-Type': body.type }),
    ...headers,
  }
}

function bodyOf({ body, body_format }: UriParams): Body | undefined {
  if (body === undefined) return undefined
  if (body_format === 'json')
    return { text: typeof body === 'string' ? body : JSON.stringify(body), type: 'application/json' }
  if (body_format === 'form-urlencoded') {
    const text =
      typeof body === 'string' ? body : new URLSearchParams(body as Record<string, string>).toString()
    return { text, type: 'application/x-www-form-urlencoded' }
  }
  return { text: typeof body === 'string' ? body : JSON.stringify(body) }
}
