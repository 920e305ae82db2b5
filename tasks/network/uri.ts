/**
 * An HTTP request from the host, and the response.
 *
 *     - uri: { url: "http://127.0.0.1:8080/health", status_code: 200 }
 */
import {
  type Answer,
  defineTask,
  flag,
  type Host,
  hostPath,
  inSync,
  number,
  type Outputs,
  oneOrMore,
  orUnknown,
  pathExists,
  plan,
  presentTools,
  probe,
  type ReadHost,
  type ShellText,
  sh,
  TaskError,
  text,
  Unknown,
  z,
} from '../../src/authoring/task.ts'
import { absolutePath, KNOWN_AFTER_APPLY, parseJson, printedFields } from '../../src/built-in.ts'

const params = z.strictObject({
  url: text()
    .refine(url => /^https?:\/\/[^\s]+$/.test(url), 'expected an http or https URL')
    .describe('The URL.')
    .meta({ examples: ['http://127.0.0.1:8080/health'] }),
  method: z
    .enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
    .default('GET')
    .describe('The HTTP method. GET, HEAD and OPTIONS only read, and are also sent in a dry run.')
    .meta({ examples: ['POST'] }),
  headers: z
    .record(z.string().regex(/^[A-Za-z0-9-]+$/, 'expected a header name'), text())
    .default({})
    .describe('Request headers.')
    .meta({ examples: [{ Accept: 'application/json' }] }),
  body: z
    .unknown()
    .optional()
    .describe('The body of the request: text, or a list or map in the format of `body_format`.')
    .meta({ examples: [{ name: 'x' }] }),
  body_format: z
    .enum(['raw', 'json', 'form-urlencoded'])
    .default('raw')
    .describe('The format of the body.')
    .meta({ examples: ['json'] }),
  status_code: oneOrMore(number())
    .default([200])
    .describe('The status codes that count as success.')
    .meta({ examples: [[200, 204]] }),
  return_content: flag()
    .default(false)
    .describe('Register the content even if it is not JSON.')
    .meta({ examples: [true] }),
  timeout: number()
    .default(30)
    .describe('Seconds after which the request fails.')
    .meta({ examples: [5] }),
  validate_certs: flag()
    .default(true)
    .describe('Whether to verify the certificate of the server.')
    .meta({ examples: [false] }),
  ca_path: text()
    .optional()
    .describe('The file on the host that contains the trusted certificate authority.')
    .meta({ examples: ['/etc/etcd/ssl/ca.pem'] }),
  client_cert: text()
    .optional()
    .describe('The file on the host that contains the client certificate.')
    .meta({ examples: ['/etc/etcd/ssl/etcd.pem'] }),
  client_key: text()
    .optional()
    .describe('The file on the host that contains the key of the client certificate.')
    .meta({ examples: ['/etc/etcd/ssl/etcd-key.pem'] }),
  follow_redirects: z
    .enum(['all', 'none', 'safe'])
    .default('safe')
    .describe('Which redirects to follow. `safe` follows those of GET, HEAD and OPTIONS.')
    .meta({ examples: ['none'] }),
  url_username: text()
    .optional()
    .describe('User for basic authentication.')
    .meta({ examples: ['admin'] }),
  url_password: text()
    .optional()
    .describe('Password for basic authentication. It is passed to curl on standard input.')
    .meta({ examples: ['{{password}}'] }),
  force_basic_auth: flag()
    .default(false)
    .describe('Has no effect: user and password are always sent with the first request.')
    .meta({ examples: [true] }),
  use_proxy: flag()
    .default(true)
    .describe('`false` ignores the proxies that the environment of the host names.')
    .meta({ examples: [false] }),
  http_agent: text()
    .optional()
    .describe('Value of the header `User-Agent`. By default, it names curl.')
    .meta({ examples: ['health-check/1.0'] }),
  unix_socket: hostPath()
    .optional()
    .describe('Socket on the host over which the request is sent.')
    .meta({ examples: ['/run/docker.sock'] }),
  force: flag()
    .default(false)
    .describe('Ask caches for a fresh response.')
    .meta({ examples: [true] }),
  creates: hostPath()
    .optional()
    .describe('Do not send the request if this path exists on the host. Wildcards are allowed.')
    .meta({ examples: ['/var/lib/app/registered'] }),
  removes: hostPath()
    .optional()
    .describe('Do not send the request if this path does not exist on the host. Wildcards are allowed.')
    .meta({ examples: ['/var/lib/app/pending'] }),
})

type Params = z.output<typeof params>

const LOOKS = ['GET', 'HEAD', 'OPTIONS']

export default defineTask({
  summary: 'Sends an HTTP request from the host with curl, and registers the response.',
  example: `- uri:
    url: http://127.0.0.1:8080/health
    status_code: 200
`,
  params,
  aliases: { user: 'url_username', password: 'url_password' },
  unsupported: {
    dest: 'use `get_url`, or `copy` with the `content` of the result',
    src: 'use `body` with the function `file`',
    remote_src: 'read the file with `slurp`, and send it as `body`',
    unredirected_headers: 'remove it; set `follow_redirects: none` if a header must not reach another server',
    use_gssapi: 'remove it: Kerberos is not supported',
    use_netrc: 'remove it: the .netrc file of the host is not read',
    ciphers: 'remove it: curl chooses the ciphers',
    decompress: 'remove it: no compressed response is asked for',
  },
  readsExternalState: true,
  action: 'once',
  check: async ({ host, params }) => {
    const reason = await leftOutBy(host, params)
    if (reason !== undefined) return inSync({ stdout: `skipped, since ${reason}` }, { message: reason })
    if (!LOOKS.includes(params.method)) {
      const url = orUnknown(() => params.url)
      const what = url instanceof Unknown ? KNOWN_AFTER_APPLY : url
      return plan([{ resource: `url:${what}`, action: params.method.toLowerCase() }])
    }
    await needCurl(host)
    // A probe has no standard input: the settings are in the script, which no process list shows.
    const script = sh`${printedFields(settings(params))} | { ${request(params)}\n}`
    return inSync(
      judge(
        params,
        await host.ask(
          probe({ title: `${params.method} ${params.url}`, script, answers: ANY, parse: answer => answer }),
        ),
      ),
    )
  },
  // What is behind a URL is nothing of the host's own.
  mayChange: () => [],
  apply: async ({ host, params }) => {
    await needCurl(host)
    return judge(
      params,
      await host.run(request(params), {
        title: `${params.method} ${params.url}`,
        stdin: settings(params),
        ok: 'any',
      }),
    )
  },
})

/** Why the request is not sent; undefined if it is. */
async function leftOutBy(host: ReadHost, { creates, removes }: Params): Promise<string | undefined> {
  const [isCreated, isThere] = await Promise.all([
    creates === undefined ? false : host.ask(pathExists(await absolutePath(host, creates))),
    removes === undefined ? true : host.ask(pathExists(await absolutePath(host, removes))),
  ])
  if (isCreated) return `'${creates}' exists`
  return isThere ? undefined : `'${removes}' does not exist`
}

const ANY = Array.from({ length: 256 }, (_, status) => status)

async function needCurl(host: ReadHost | Host): Promise<void> {
  if ((await host.ask(presentTools(['curl']))).has('curl')) return
  throw new TaskError('the host has no curl', {
    hint: 'install curl, or send the request from the controller: `delegate_to: localhost`',
  })
}

/** Settings that may be secret go by standard input; the answer's headers, a blank line, its body, then what curl saw. Source: curl(1), --write-out. */
function request({ timeout }: Params): ShellText {
  return sh`curl -sS -i --max-time ${timeout} -w ${'\n%{http_code} %{size_header} %{url_effective}'} -K -`
}

/** curl's own form of a configuration file. Source: curl(1), --config. */
function settings(params: Params): string {
  const {
    url,
    method,
    validate_certs,
    ca_path,
    client_cert,
    client_key,
    follow_redirects,
    url_username,
    url_password,
    use_proxy,
    http_agent,
    unix_socket,
    force,
  } = params
  const body = bodyOf(params)
  const headers = {
    ...(force ? { 'Cache-Control': 'no-cache' } : {}),
    ...(body?.type === undefined ? {} : { 'Content-Type': body.type }),
    ...params.headers,
  }
  const isFollowing = follow_redirects === 'all' || (follow_redirects === 'safe' && LOOKS.includes(method))
  const lines: [string, string | undefined][] = [
    ['url', url],
    ...(method === 'HEAD' ? [] : ([['request', method]] as [string, string][])),
    ...Object.entries(headers).map(([name, value]): [string, string] => [
      'header',
      `${name}: ${value.replace(/[\r\n]/g, ' ')}`,
    ]),
    ['user-agent', http_agent],
    ['unix-socket', unix_socket],
    ['noproxy', use_proxy ? undefined : '*'],
    ['data-raw', body?.text],
    ['cacert', ca_path],
    ['cert', client_cert],
    ['key', client_key],
    ['user', url_username === undefined ? undefined : `${url_username}:${url_password ?? ''}`],
  ]
  const flags = [
    ...(method === 'HEAD' ? ['head'] : []),
    ...(validate_certs ? [] : ['insecure']),
    ...(isFollowing ? ['location'] : []),
  ]
  const quoted = lines.flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} = ${quoteSetting(value)}`],
  )
  return `${[...flags, ...quoted].join('\n')}\n`
}

function quoteSetting(value: string): string {
  const escapes: Record<string, string> = { '\\': '\\\\', '"': '\\"', '\n': '\\n', '\r': '\\r', '\t': '\\t' }
  return `"${value.replace(/[\\"\n\r\t]/g, sign => escapes[sign] ?? sign)}"`
}

function bodyOf({ body, body_format }: Params): { text: string; type?: string } | undefined {
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

function judge(params: Params, { status, stdout, stderr }: Answer): Outputs {
  const end = stdout.lastIndexOf('\n')
  const [code = '0', headerBytes = '0', effective = params.url] = stdout
    .subarray(end + 1)
    .toString()
    .split(' ')
  if (status !== 0) {
    throw new TaskError(
      `${params.method} ${params.url}: ${stderr.toString().trim() || `curl ended with status ${status}`}`,
      { outputs: { status: -1, url: params.url } },
    )
  }
  // With redirects there is one block of headers for each; the last one counts.
  const blocks = stdout
    .subarray(0, Number(headerBytes))
    .toString()
    .trimEnd()
    .split(/\r?\n\r?\n/)
  const content = stdout.subarray(Number(headerBytes), end).toString()
  const headers = Object.fromEntries(
    (blocks.at(-1) ?? '')
      .split(/\r?\n/)
      .slice(1)
      .map(line => [
        line.slice(0, line.indexOf(':')).toLowerCase().replaceAll('-', '_'),
        line.slice(line.indexOf(':') + 1).trim(),
      ]),
  )
  const isJson = /\bjson\b/.test(headers.content_type ?? '')
  // A header may have the name of one of ours.
  const outputs: Outputs = {
    ...headers,
    status: Number(code),
    url: effective,
    headers,
    ...(params.return_content || isJson ? { content } : {}),
    ...(isJson ? { json: parseJson(content) ?? null } : {}),
  }
  if (params.status_code.includes(Number(code))) return outputs
  throw new TaskError(
    `${params.method} ${params.url} answered with status ${code}, expected ${params.status_code.join(' or ')}`,
    { outputs: { ...outputs, content } },
  )
}
