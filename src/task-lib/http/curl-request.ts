import { floatJson } from '../../base/float-json.ts'
import { pythonJson } from '../../functions/python/json.ts'
import { type ShellText, sh } from '../../shell/quote.ts'
import { curlSetting } from '../curl-setting.ts'
import type { UriParams } from './uri-params.ts'

/** Whether the method of a request only reads. */
export function isReading({ method }: { readonly method: string }): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS'
}

/**
 * Returns the command that sends a request. Settings that may be secret are passed on standard input. It prints the
 * headers of the response, a blank line, the body, and then the fields of `-w`. Source: curl(1), --write-out.
 */
export function curlCommand({ timeout }: UriParams): ShellText {
  return sh`curl -sS -i --max-time ${timeout} -w ${'\n%{http_code} %{size_header} %{url_effective}'} -K -`
}

/**
 * Returns the standard input of the command: a curl configuration file. `sent` is the content of the file that is
 * sent as the body.
 */
export function curlSettings(params: UriParams, sent?: string): string {
  const body = sent === undefined ? bodyOf(params) : { text: sent }
  const file = params.remote_src ? params.src : undefined
  const { url_username: user, url_password: password } = params
  const values: readonly (readonly [name: string, value: string | undefined])[] = [
    ['url', params.url],
    ['request', namedMethod(params)],
    ...Object.entries(headersOf(params, body)).map(
      ([name, value]) => ['header', `${name}: ${value.replace(/[\r\n]/g, ' ')}`] as const,
    ),
    ['user-agent', params.http_agent],
    ['unix-socket', params.unix_socket],
    ['noproxy', params.use_proxy ? undefined : '*'],
    ['data-raw', body?.text ?? (isPlainPost(params) && file === undefined ? '' : undefined)],
    ['data-binary', file === undefined ? undefined : `@${file}`],
    ['cacert', params.ca_path],
    ['cert', params.client_cert],
    ['key', params.client_key],
    ['user', user === undefined ? undefined : `${user}:${password ?? ''}`],
  ]
  const settings = values.flatMap(([name, value]) => (value === undefined ? [] : [curlSetting(name, value)]))
  return `${[...flagsOf(params), ...settings].join('\n')}\n`
}

/**
 * Returns the method to set explicitly; undefined if curl chooses. curl also uses an explicit method after redirects,
 * but a redirected POST must become a GET, as in browsers.
 */
function namedMethod(params: UriParams): string | undefined {
  return params.method === 'HEAD' || isPlainPost(params) ? undefined : params.method
}

/** Whether a request is a POST that follows redirects. */
function isPlainPost(params: UriParams): boolean {
  return params.method === 'POST' && isFollowing(params)
}

function isFollowing(params: UriParams): boolean {
  const { follow_redirects } = params
  return follow_redirects === 'safe' ? isReading(params) : follow_redirects !== 'none'
}

function flagsOf(params: UriParams): string[] {
  const { method, validate_certs } = params
  return [
    ...(method === 'HEAD' ? ['head'] : []),
    ...(validate_certs ? [] : ['insecure']),
    ...(isFollowing(params) ? ['location'] : []),
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
    return { text: typeof body === 'string' ? body : pythonJson(body), type: 'application/json' }
  if (body_format === 'form-urlencoded') {
    const text =
      typeof body === 'string' ? body : new URLSearchParams(body as Record<string, string>).toString()
    return { text, type: 'application/x-www-form-urlencoded' }
  }
  return { text: typeof body === 'string' ? body : floatJson(body) }
}
