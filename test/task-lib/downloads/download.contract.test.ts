import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import {
  type Download,
  downloadedDigest,
  downloadedText,
  downloadScript,
  downloadToFile,
  isConfidential,
  shownUrl,
} from '../../../src/task-lib/downloads/download.ts'
import { httpInto, httpText } from '../../../src/task-lib/downloads/http-get.ts'
import { digestHex } from '../../../src/task-lib/files/content.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'
import { openWeb, type Web } from '../../kit/web.ts'

const usual = { headers: {}, timeout: 5, verifiesCertificates: true, environment: {} }

let sessions: readonly LocalSession[] = []
let web: Web
test.before(async () => {
  sessions = await openLocalSessions()
  web = await openWeb({
    '/a?b=$(id)&c': 'body',
    '/echo': (request, response) => response.end(JSON.stringify(request.headers)),
  })
})
test.after(async () => {
  for (const session of sessions) await session.close()
  await web.close()
})

test('text of more than a megabyte is refused, by downloads on the host and on the controller', async () => {
  const large = await openWeb({ '/list': 'x'.repeat(1_048_577), '/fits': 'x'.repeat(1_048_576) })
  const [list, fits] = ['list', 'fits'].map(name => ({ ...usual, url: `${large.url}/${name}` }))
  if (!list || !fits) throw new Error('no URLs')
  for (const { host } of sessions) {
    for (const tool of ['curl', 'wget'] as const) {
      const said = await host.ask(downloadedText(tool, list)).then(String, error => error.message)
      assert.match(said, /is longer than a megabyte$/)
      assert.is((await host.ask(downloadedText(tool, fits))).length, 1_048_576)
    }
  }
  const said = await httpText(list).then(String, error => error.message)
  assert.match(said, /is longer than a megabyte$/)
  assert.is((await httpText(fits)).length, 1_048_576)
  await large.close()
})

test('the controller limits the size of a download and the number of redirects, refuses other schemes, and does not decompress', async () => {
  const packed = gzipSync('x'.repeat(1_000_000))
  const odd = await openWeb({
    '/endless': (_, response) => {
      const more = (): void => {
        if (!response.destroyed) response.write('x'.repeat(100_000), more)
      }
      more()
    },
    '/round': (_, response) => void response.writeHead(302, { location: '/round' }).end(),
    '/away': (_, response) => void response.writeHead(302, { location: 'file:///etc/passwd' }).end(),
    '/packed': (_, response) => void response.writeHead(200, { 'content-encoding': 'gzip' }).end(packed),
  })
  const get = async (path: string): Promise<string> => {
    const hash = createHash('sha256')
    const download = { ...usual, url: `${odd.url}${path}`, maxSize: 2_000_000 }
    return httpInto(download, hash).then(
      () => hash.digest('hex'),
      error => error.message,
    )
  }
  assert.match(await get('/endless'), /endless` is larger than 1\.9 MB and was not fetched$/)
  assert.match(await get('/round'), /has too many redirects$/)
  assert.match(await get('/away'), /fetches http and https, not/)
  assert.is(await get('/packed'), digestHex(packed))
  await odd.close()
})

for (const tool of ['curl', 'wget'] as const) {
  test(`${tool} downloads text, its digest and files, and fails for a missing URL`, async () => {
    for (const { host } of sessions) {
      const download: Download = { ...usual, url: `${web.url}/a?b=$(id)&c` }
      assert.is(await host.ask(downloadedText(tool, download)), 'body')
      assert.is(await host.ask(downloadedDigest(tool, download)), digestHex('body'))
      const { path, remove } = scratch()
      await host.run(sh`t=${`${path}/a b`}\n${downloadToFile(tool, download)}`)
      assert.is(readFileSync(`${path}/a b`, 'utf8'), 'body')
      assert.equal(readdirSync(path), ['a b'])
      remove()
      const gone = { ...usual, url: `${web.url}/gone` }
      for (const probe of [downloadedText(tool, gone), downloadedDigest(tool, gone)]) {
        const said = await host.ask<string>(probe).then(String, error => error.message)
        assert.match(said, /probe failed/)
      }
    }
  })
}

test('a download with wget creates no file in the home directory', async () => {
  const { path, remove } = scratch()
  const [key, cert] = [join(path, 'key'), join(path, 'cert')]
  const words = [
    'req',
    '-x509',
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:P-256',
    '-nodes',
    '-days',
    '2',
  ]
  execFileSync('openssl', [...words, '-subj', '/CN=localhost', '-keyout', key, '-out', cert], {
    stdio: 'pipe',
  })
  const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, (_, response) =>
    response.setHeader('Strict-Transport-Security', 'max-age=31536000').end('body'),
  )
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // wget records only names of servers in its HSTS file, not addresses.
  const url = `https://localhost:${(server.address() as AddressInfo).port}/`
  const download = { ...usual, url, verifiesCertificates: false, environment: { HOME: path } }
  try {
    assert.is(await sessions[0]!.host.ask(downloadedText('wget', download)), 'body')
    assert.equal(readdirSync(path).sort(), ['cert', 'key'])
  } finally {
    server.close()
    remove()
  }
})

test('the wget of busybox gets only options that it has', async () => {
  const busybox = execFileSync('sh', ['-c', 'command -v busybox']).toString().trim()
  const [session] = sessions
  const script = downloadScript('wget', { ...usual, url: `${web.url}/a?b=$(id)&c` }).text
  const answer = await session!.host.run(sh`d=$(mktemp -d); ln -s ${busybox} "$d/wget"; PATH=$d:$PATH
trap 'rm -rf "$d"' EXIT
eval ${script}`)
  assert.is(answer.stdout.toString(), 'body')
})

test('curl gets secrets on standard input and sends them unchanged', async () => {
  for (const { host, shell } of sessions) {
    const download: Download = {
      ...usual,
      url: `${web.url}/echo`,
      headers: { 'X-A': `'"\\ $(id) %s \\n` },
      username: 'u"',
      password: ':p\\',
    }
    assert.ok(isConfidential(download))
    const sent = JSON.parse(await host.ask(downloadedText('curl', download)))
    assert.is(sent['x-a'], `'"\\ $(id) %s \\n`, shell)
    assert.is(Buffer.from(sent.authorization.slice(6), 'base64').toString(), 'u"::p\\', shell)
  }
})

test('a URL is shown without its user and password', () => {
  assert.is(shownUrl('https://u:p@x.org/a@b'), 'https://***@x.org/a@b')
  assert.is(shownUrl('https://x.org/a@b'), 'https://x.org/a@b')
})

test.run()
