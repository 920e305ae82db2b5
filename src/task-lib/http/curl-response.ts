import type { Outputs } from '../../authoring/plan.ts'
import { parseJson } from '../../base/parse-json.ts'
import { TaskError } from '../../errors.ts'
import type { Answer } from '../../shell/exchange.ts'
import type { UriParams } from './uri-params.ts'

/** The result of a request that curl sent. Throws TaskError if there was no response, or one with another status than expected. */
export function responseOutputs(params: UriParams, { status, stdout, stderr }: Answer): Outputs {
  const request = `${params.method} ${params.url}`
  if (status !== 0) {
    const reason = stderr.toString().trim() || `curl ended with status ${status}`
    throw new TaskError(`${request}: ${reason}`, { outputs: { status: -1, url: params.url } })
  }
  const { code, url, headers, content } = readResponse(stdout)
  const isJson = /\bjson\b/.test(headers.content_type ?? '')
  // A header may have the name of one of ours.
  const outputs: Outputs = {
    ...headers,
    status: Number(code),
    url: url ?? params.url,
    headers,
    ...(params.return_content || isJson ? { content } : {}),
    ...(isJson ? { json: parseJson(content) ?? null } : {}),
  }
  if (params.status_code.includes(Number(code))) return outputs
  const expected = params.status_code.join(' or ')
  throw new TaskError(`${request} answered with status ${code}, expected ${expected}`, {
    outputs: { ...outputs, content },
  })
}

/** A response as curl prints it. */
interface Response {
  readonly code: string
  /** The URL of the last request. */
  readonly url: string | undefined
  readonly headers: Readonly<Record<string, string>>
  readonly content: string
}

/** Reads what `curlCommand` prints. */
function readResponse(stdout: Buffer): Response {
  const end = stdout.lastIndexOf('\n')
  const summary = stdout.subarray(end + 1).toString()
  const [code = '0', headerBytes = '0', url] = summary.split(' ')
  const start = Number(headerBytes)
  return {
    code,
    url,
    headers: readHeaders(stdout.subarray(0, start).toString()),
    content: stdout.subarray(start, end).toString(),
  }
}

/** With redirects there is one block of headers for each; the last one counts. */
function readHeaders(text: string): Record<string, string> {
  const blocks = text.trimEnd().split(/\r?\n\r?\n/)
  const lines = (blocks.at(-1) ?? '').split(/\r?\n/).slice(1)
  return Object.fromEntries(
    lines.map(line => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon).toLowerCase().replaceAll('-', '_'), line.slice(colon + 1).trim()]
    }),
  )
}
