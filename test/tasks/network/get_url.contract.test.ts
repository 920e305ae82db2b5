import { lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { digestHex } from '../../../src/built-in/files.ts'
import getUrl from '../../../tasks/network/get_url.ts'
import { bind, holdsContract, noProject } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'
import { openWeb, type Web } from '../../kit/web.ts'

const BODY = Buffer.from([0, 1, 255, 10, 13, 10])
const SHA256 = digestHex(BODY)
const WAYS = ['host', 'controller'] as const

let sessions: readonly LocalSession[] = []
let web: Web

test.before(async () => {
  sessions = await openLocalSessions()
  web = await openWeb({
    '/app.bin': BODY,
    '/moved': (_, response) => response.writeHead(302, { location: '/app.bin' }).end(),
    '/SHA256SUMS': `${'0'.repeat(64)}  other.bin\n${SHA256} *app.bin\n`,
    '/private': (request, response) => {
      const isKnown = request.headers.authorization === `Basic ${Buffer.from('me:p"w\\d').toString('base64')}`
      const isHeaded = request.headers['x-token'] === 'a b"c'
      response.writeHead(isKnown && isHeaded ? 200 : 403).end(BODY)
    },
  })
})

test.after(async () => {
  for (const session of sessions) await session.close()
  await web.close()
})

/** Runs a body in each shell with each way to download, in a new folder. */
async function everywhere(
  body: (given: { root: string; session: LocalSession; via: string; url: string }) => Promise<void>,
): Promise<void> {
  for (const session of sessions) {
    for (const via of WAYS) {
      const { path: root, remove } = scratch()
      web.asked.length = 0
      try {
        await body({ root, session, via, url: web.url })
      } catch (error) {
        if (error instanceof Error) error.message = `in ${session.shell}, by the ${via}: ${error.message}`
        throw error
      } finally {
        remove()
      }
    }
  }
}

test('get_url downloads a missing file, and sends no request if the checksum matches', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    const params = {
      url: `${url}/app.bin`,
      dest: `${root}/app`,
      checksum: `sha256:${SHA256}`,
      via,
      mode: '0755',
    }
    const { first } = await holdsContract({ type: getUrl, params, host, root, expects: 'plan' })
    assert.equal(first.kind === 'plan' && first.changes, [
      {
        resource: `file:${root}/app`,
        action: 'create',
        before: null,
        after: { from: `${url}/app.bin`, mode: '0755', sha256: SHA256 },
      },
    ])
    assert.equal(readFileSync(`${root}/app`), BODY)
    assert.is(lstatSync(`${root}/app`).mode & 0o7777, 0o755)
    assert.equal(web.asked, ['GET /app.bin'])
  })
})

test('get_url finds the checksum in a list, and replaces a file with another one', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    mkdirSync(`${root}/d`)
    writeFileSync(`${root}/d/app.bin`, 'old', { mode: 0o600 })
    const params = { url: `${url}/app.bin`, dest: `${root}/d`, checksum: `sha256:${url}/SHA256SUMS`, via }
    await holdsContract({ type: getUrl, params, host, root, expects: 'plan' })
    assert.equal(readFileSync(`${root}/d/app.bin`), BODY)
    assert.is(lstatSync(`${root}/d/app.bin`).mode & 0o7777, 0o600)
  })
})

test('get_url keeps the old file if the checksum of the download differs, and leaves no other file', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    writeFileSync(`${root}/app`, 'old')
    const wrong = '1'.repeat(64)
    const params = { url: `${url}/app.bin`, dest: `${root}/app`, checksum: `sha256:${wrong}`, via }
    const message = await holdsContract({ type: getUrl, params, host, root, expects: 'plan' }).then(
      () => 'passed',
      error => String(error.message),
    )
    assert.match(message, SHA256)
    assert.match(message, wrong)
    assert.is(readFileSync(`${root}/app`, 'utf8'), 'old')
    assert.equal(readdirSync(root), ['app'])
  })
})

test('get_url without a checksum keeps an existing file, unless `force` is set', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    writeFileSync(`${root}/app`, 'old')
    const params = { url: `${url}/app.bin`, dest: `${root}/app`, via }
    await holdsContract({ type: getUrl, params, host, root, expects: 'in-sync' })
    assert.equal(web.asked, [])
    await holdsContract({ type: getUrl, params: { ...params, force: true }, host, root, expects: 'plan' })
    assert.equal(readFileSync(`${root}/app`), BODY)
    await holdsContract({ type: getUrl, params: { ...params, force: true }, host, root, expects: 'in-sync' })
  })
})

test('get_url follows redirects and names the file after the URL', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    const params = { url: `${url}/moved`, dest: `${root}/`, checksum: `sha256:${SHA256}`, via }
    await holdsContract({ type: getUrl, params, host, root, expects: 'plan' })
    assert.equal(readFileSync(`${root}/moved`), BODY)
  })
})

test('get_url sends headers and a password with characters that have a meaning in a shell', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    const params = {
      url: `${url}/private`,
      dest: `${root}/app`,
      via,
      headers: { 'X-Token': 'a b"c' },
      url_username: 'me',
      url_password: 'p"w\\d',
    }
    await holdsContract({ type: getUrl, params, host, root, expects: 'plan' })
    assert.equal(readFileSync(`${root}/app`), BODY)
  })
})

test('get_url reports the response of the server, and leaves no file', async () => {
  await everywhere(async ({ root, session: { host }, via, url }) => {
    const params = { url: `${url}/gone`, dest: `${root}/app`, via }
    const message = await holdsContract({ type: getUrl, params, host, root, expects: 'plan' }).then(
      () => 'passed',
      error => String(error.message),
    )
    assert.match(message, '404')
    assert.equal(readdirSync(root), [])
  })
})

test('in a dry run, get_url is planned if its checksum list cannot be fetched yet; in a run, that is an error', async () => {
  const { host } = sessions[0]!
  const { path: root, remove } = scratch()
  const params = bind(getUrl, {
    url: `${web.url}/app.bin`,
    dest: `${root}/app`,
    checksum: `sha256:${web.url}/none`,
  })
  const context = { params: params as never, host, project: noProject, environment: {} }
  assert.is((await getUrl.check({ ...context, isCheckMode: true })).kind, 'plan')
  const message = await getUrl.check({ ...context, isCheckMode: false }).then(String, error => error.message)
  assert.match(message, '404')
  remove()
})

test.run()
