import type { Outputs } from '../../authoring/plan.ts'
import { fetchHint } from '../../base/fetch-hints.ts'
import { parseFloatJson } from '../../base/float-json.ts'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import type { Answer } from '../../shell/exchange.ts'
import type { UriParams } from './uri-params.ts'

/**
 * Returns the outputs for the response to a request of curl. Throws TaskError if there was no response, or if its
 * status is not an expected one.
 */
export function responseOutputs(params: UriParams, { status, stdout, stderr }: Answer): Outputs {
  const request = `${params.method} ${params.url}`
  if (status !== 0) {
    const reason = stderr.toString().trim() || `curl ended with status ${status}`
    const msg = `${unexpected(params, -1)}: Request failed: ${reason}`
    throw new TaskError(`${request}: ${reason}`, {
      hint: fetchHint(reason),
      outputs: { status: -1, url: params.url, msg },
    })
  }
  const { code, reason, url, headers, content, length } = readResponse(stdout)
  const size = headers.content_length ?? (length > 0 ? length : 'unknown')
  const isJson = /\bjson\b/.test(headers.content_type ?? '')
  // Headers come first: one of them may have the name of another output, which must take precedence.
  const outputs: Outputs = {
    ...headers,
    ...(headers.location === undefined
      ? {}
      : { location: new URL(headers.location, url ?? params.url).href }),
    status: Number(code),
    url: url ?? params.url,
    redirected: url !== undefined && url !== params.url,
    ...cookiesIn(headers.set_cookie),
    // A request does not change the host.
    changed: false,
    msg: Number(code) < 300 ? `OK (${size} bytes)` : `HTTP Error ${code}: ${reason}`,
    headers,
    ...(params.return_content || isJson ? { content } : {}),
    ...(isJson ? { json: parseJson(content, parseFloatJson) ?? null } : {}),
  }
  if (params.status_code.includes(Number(code))) return outputs
  const expected = params.status_code.join(' or ')
  const msg = `${unexpected(params, code)}: HTTP Error ${code}: ${reason}`
  const message = `${request} answered with status ${code}, expected ${expected}`
  throw new TaskError(message, {
    hint: fetchHint(message) ?? `if the response is right, add ${code} to \`status_code\``,
    outputs: { ...outputs, content, msg },
  })
}

/** Returns the body of the response from the output of `curlCommand`. */
export function responseBytes(stdout: Buffer): Buffer {
  const end = stdout.lastIndexOf('\n')
  const [, headerBytes = '0'] = stdout
    .subarray(end + 1)
    .toString()
    .split(' ')
  return stdout.subarray(Number(headerBytes), end)
}

/** Returns the message of Ansible's module for an unexpected status. */
function unexpected({ status_code }: UriParams, code: string | number): string {
  return `Status code was ${code} and not [${status_code.join(', ')}]`
}

function cookiesIn(header: string | undefined) {
  const pairs = header === undefined ? [] : [header.split(';', 1)[0] ?? '']
  const cookies = pairs.map(pair => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)])
  return { cookies: Object.fromEntries(cookies), cookies_string: pairs.join('; ') }
}

/** A response, parsed from the output of curl. */
interface Response {
  readonly code: string
  /** The reason phrase after the status code; empty if the server sends none, as with HTTP/2. */
  readonly reason: string
  /** The URL of the last request. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly content: string
  /** Length of the content in bytes. */
  readonly length: number
}

/** Parses the output of `curlCommand`. */
function readResponse(stdout: Buffer): Response {
  const end = stdout.lastIndexOf('\n')
  const summary = stdout.subarray(end + 1).toString()
  const [code = '0', headerBytes = '0', url] = summary.split(' ')
  const start = Number(headerBytes)
  const head = stdout.subarray(0, start).toString()
  return {
    code,
    reason: /^HTTP\/\S+ \d+ ?(.*)$/m.exec(lastBlock(head))?.[1]?.trim() ?? '',
    url,
    headers: readHeaders(head),
    content: stdout.subarray(start, end).toString(),
    length: end - start,
  }
}

/** Parses the headers of a response. After redirects there are several blocks of headers; the last one counts. */
function readHeaders(text: string): Record<string, string> {
  const lines = lastBlock(text).split(/\r?\n/).slice(1)
  return Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase().replaceAll('-', '_'), line.slice(colon + 1).trim()]
    }),
  )
}

function lastBlock(text: string): string {
  return (
    text
      .trimEnd()
      .split(/\r?\n\r?\n/)
      .at(-1) ?? ''
  )
}
