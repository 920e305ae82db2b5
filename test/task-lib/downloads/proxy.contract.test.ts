import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, request as httpRequest, type IncomingMessage, type Server } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { httpText } from '../../../src/task-lib/downloads/http-get.ts'
import { proxyFor } from '../../../src/task-lib/downloads/proxy.ts'
import { openWeb, type Web } from '../../kit/web.ts'

const NAMES = ['http_proxy', 'https_proxy', 'all_proxy', 'no_proxy'].flatMap(name => [
  name,
  name.toUpperCase(),
])

const ROWS: readonly (readonly [
  url: string,
  environment: Record<string, string>,
  proxy: string | undefined,
])[] = [
  ['http://a.org/', {}, undefined],
  ['http://a.org/', { http_proxy: 'http://p:3128' }, 'http://p:3128/'],
  ['http://a.org/', { HTTP_PROXY: 'http://p:3128' }, 'http://p:3128/'],
  ['http://a.org/', { http_proxy: 'http://p:1', HTTP_PROXY: 'http://p:2' }, 'http://p:1/'],
  ['http://a.org/', { http_proxy: '' }, undefined],
  ['http://a.org/', { http_proxy: 'p:3128' }, 'http://p:3128/'],
  ['http://a.org/', { https_proxy: 'http://p:3128' }, undefined],
  ['https://a.org/', { http_proxy: 'http://p:3128' }, undefined],
  ['https://a.org/', { https_proxy: 'https://p' }, 'https://p/'],
  ['https://a.org/', { all_proxy: 'http://p' }, 'http://p/'],
  ['https://a.org/', { https_proxy: 'http://q', ALL_PROXY: 'http://p' }, 'http://q/'],
  ['http://a.org/', { http_proxy: 'http://p', no_proxy: '*' }, undefined],
  ['http://a.org/', { http_proxy: 'http://p', no_proxy: 'a.org' }, undefined],
  ['http://A.org/', { http_proxy: 'http://p', NO_PROXY: 'b.org, a.ORG' }, undefined],
  ['http://x.a.org/', { http_proxy: 'http://p', no_proxy: 'a.org' }, undefined],
  ['http://x.a.org/', { http_proxy: 'http://p', no_proxy: '.a.org' }, undefined],
  ['http://x.a.org/', { http_proxy: 'http://p', no_proxy: '*.a.org' }, undefined],
  ['http://xa.org/', { http_proxy: 'http://p', no_proxy: 'a.org' }, 'http://p/'],
  ['http://a.org:81/', { http_proxy: 'http://p', no_proxy: 'a.org:80' }, 'http://p/'],
  ['http://a.org/', { http_proxy: 'http://p', no_proxy: 'a.org:80' }, undefined],
  ['https://a.org/', { https_proxy: 'http://p', no_proxy: 'a.org:443' }, undefined],
  ['http://10.1.2.3/', { http_proxy: 'http://p', no_proxy: '10.1.2.3' }, undefined],
  ['http://10.1.2.3/', { http_proxy: 'http://p', no_proxy: '10.0.0.0/8' }, undefined],
  ['http://11.1.2.3/', { http_proxy: 'http://p', no_proxy: '10.0.0.0/8' }, 'http://p/'],
  ['http://[2001:db8::1]/', { http_proxy: 'http://p', no_proxy: '2001:db8::/32' }, undefined],
  ['http://[2001:db8::1]:8080/', { http_proxy: 'http://p', no_proxy: '[2001:db8::1]:8080' }, undefined],
  ['http://localhost/', { http_proxy: 'http://p', no_proxy: 'localhost,127.0.0.1' }, undefined],
]

for (const [url, environment, proxy] of ROWS) {
  test(`${url} with ${JSON.stringify(environment)} is fetched ${proxy ? `through ${proxy}` : 'directly'}`, () => {
    assert.is(proxyFor(new URL(url), environment)?.url.href, proxy)
  })
}

test('a value that is not the URL of an HTTP proxy is refused without showing it', () => {
  for (const http_proxy of ['socks5://u:geheim@p:1080', 'http://', 'ftp://p'])
    assert.throws(
      () => proxyFor(new URL('http://a.org/'), { http_proxy }),
      /^`http_proxy` is not a proxy that the controller can use$/,
    )
})

/** A proxy that forwards requests with a whole URL and opens tunnels. */
interface RealProxy {
  readonly port: number
  readonly seen: string[]
  readonly close: () => void
}

let web: Web
let secure: Server
let securePort = 0
let proxy: RealProxy
const folder = mkdtempSync(join(tmpdir(), 'drover-proxy-'))
const saved = Object.fromEntries(NAMES.map(name => [name, process.env[name]]))

test.before(async () => {
  const [key, cert] = [join(folder, 'key'), join(folder, 'cert')]
  const words =
    'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=localhost'.split(' ')
  execFileSync('openssl', [...words, '-keyout', key, '-out', cert], { stdio: 'pipe' })
  web = await openWeb({
    '/text': 'by http',
    '/login': (request, response) => response.end(`${request.headers.authorization ?? 'nobody'}`),
    '/there': (_, response) =>
      response.writeHead(302, { location: `https://localhost:${securePort}/secure` }).end(),
  })
  secure = createSecureServer({ key: readFileSync(key), cert: readFileSync(cert) }, (request, response) =>
    response.end(`by https ${request.url} ${request.headers['proxy-authorization'] ?? 'without a login'}`),
  )
  securePort = await portOf(secure)
  proxy = await openProxy('user', 'p@ss:word')
})

test.before.each(() => {
  for (const name of NAMES) delete process.env[name]
  proxy.seen.length = 0
})

test.after(async () => {
  for (const name of NAMES) delete process.env[name]
  for (const [name, value] of Object.entries(saved)) if (value !== undefined) process.env[name] = value
  await web.close()
  secure.close()
  proxy.close()
  rmSync(folder, { recursive: true, force: true })
})

/** An address other than that of the servers: a request that bypasses the proxy reaches nothing. */
const PROXY_ADDRESS = '127.0.0.2'

const usual = { headers: {}, timeout: 5, verifiesCertificates: false, environment: {} }
const login = (): string => `http://user:p%40ss%3Aword@${PROXY_ADDRESS}:${proxy.port}`

test('http requests go to the proxy with the whole URL, with the logins of the proxy and of the server', async () => {
  process.env.http_proxy = login()
  assert.is(await httpText({ ...usual, url: `${web.url}/text` }), 'by http')
  const url = `${web.url.replace('//', '//me:secret@')}/login`
  assert.is(await httpText({ ...usual, url }), `Basic ${Buffer.from('me:secret').toString('base64')}`)
  assert.equal(proxy.seen, [`GET ${web.url}/text`, `GET ${web.url}/login`])
})

test('https requests go through a tunnel, and the login of the proxy is not sent to the server', async () => {
  process.env.HTTPS_PROXY = login()
  const text = await httpText({ ...usual, url: `https://localhost:${securePort}/secure` })
  assert.is(text, 'by https /secure without a login')
  assert.equal(proxy.seen, [`CONNECT localhost:${securePort}`])
})

test('certificates are also verified through a tunnel', async () => {
  process.env.https_proxy = login()
  const url = `https://localhost:${securePort}/secure`
  await refuses({ ...usual, url, verifiesCertificates: true }, /self-signed certificate/)
})

test('each redirect uses the proxy for its own URL', async () => {
  process.env.https_proxy = login()
  assert.match(await httpText({ ...usual, url: `${web.url}/there` }), /^by https \/secure/)
  assert.equal(proxy.seen, [`CONNECT localhost:${securePort}`])
})

test('hosts in `no_proxy` are reached directly', async () => {
  process.env.http_proxy = login()
  process.env.no_proxy = '127.0.0.0/8'
  assert.is(await httpText({ ...usual, url: `${web.url}/text` }), 'by http')
  assert.equal(proxy.seen, [])
})

test('a proxy that requires a login gives an error with a hint, without showing the login', async () => {
  process.env.all_proxy = `http://user:wrong@${PROXY_ADDRESS}:${proxy.port}`
  const shown = `the proxy \`http:\\/\\/\\*\\*\\*@${PROXY_ADDRESS}:${proxy.port}\` of \`all_proxy\``
  const hint = /it requires a user and a password: `all_proxy=http:\/\/USER:PASSWORD@HOST:PORT`/
  await refuses({ ...usual, url: `${web.url}/text` }, new RegExp(`^${shown} refused the request: 407 `), hint)
  const url = `https://localhost:${securePort}/`
  await refuses(
    { ...usual, url },
    new RegExp(`^${shown} did not connect to \`localhost:${securePort}\`: it answered 407 `),
    hint,
  )
})

test('an error names a proxy that cannot be reached', async () => {
  process.env.all_proxy = 'http://127.0.0.1:1'
  const shown = 'the proxy `http://127.0.0.1:1` of `all_proxy`'
  await refuses({ ...usual, url: `${web.url}/text` }, new RegExp(`by ${shown} failed: .*ECONNREFUSED`))
  const url = `https://localhost:${securePort}/`
  await refuses({ ...usual, url }, new RegExp(`^${shown} did not connect to .*ECONNREFUSED`))
})

test.run()

async function refuses(
  download: Parameters<typeof httpText>[0],
  message: RegExp,
  hint = /.*/,
): Promise<void> {
  const error = await httpText(download).catch(error => error)
  assert.match(error.message, message)
  assert.match(error.hint ?? '', hint)
  assert.not.match(`${error.message}${error.hint}`, /wrong|p@ss/)
}

async function portOf(server: Server, address = 'localhost'): Promise<number> {
  await new Promise<void>(resolve => server.listen(0, address, resolve))
  return (server.address() as AddressInfo).port
}

async function openProxy(user: string, password: string): Promise<RealProxy> {
  const seen: string[] = []
  const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`
  const isIn = ({ headers }: IncomingMessage): boolean => headers['proxy-authorization'] === wanted
  const server = createServer((request, response) => {
    if (!isIn(request)) return response.writeHead(407).end()
    seen.push(`${request.method} ${request.url}`)
    const { 'proxy-authorization': _, ...headers } = request.headers
    const onward = httpRequest(request.url ?? '', { method: request.method, headers }, answer => {
      response.writeHead(answer.statusCode ?? 502, answer.headers)
      answer.pipe(response)
    })
    return request.pipe(onward)
  })
  server.on('connect', (request: IncomingMessage, socket: Socket) => {
    if (!isIn(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n')
    seen.push(`CONNECT ${request.url}`)
    const { hostname, port } = new URL(`http://${request.url}`)
    const onward = connect(Number(port), hostname, () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n')
      onward.pipe(socket)
      socket.pipe(onward)
    })
    return onward.on('error', () => socket.destroy())
  })
  const port = await portOf(server, PROXY_ADDRESS)
  return {
    port,
    seen,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}
