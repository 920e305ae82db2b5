import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { downloadedText } from '../../../src/task-lib/downloads/download.ts'
import aptKey from '../../../tasks/packages/apt_key.ts'
import deb822Repository from '../../../tasks/packages/deb822_repository.ts'
import authorizedKey from '../../../tasks/system/authorized_key.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions } from '../../kit/local-session.ts'
import { ARCHIVE } from '../../kit/openpgp-keys.ts'
import { openWeb, type Web } from '../../kit/web.ts'

// A name that cannot be resolved: only the proxy has it.
const PGP = 'http://keys.invalid/archive.asc'
const SSH = 'http://keys.invalid/deploy.keys'

let sessions: readonly LocalSession[] = []
let proxy: Web

test.before(async () => {
  sessions = await openLocalSessions()
  proxy = await openWeb({
    [PGP]: ARCHIVE,
    '/direct': 'direct',
    [SSH]: 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd\n',
  })
})

test.after(async () => {
  for (const session of sessions) await session.close()
  await proxy.close()
})

const ROWS = [
  ['apt_key', aptKey, { url: PGP, keyring: '/nowhere/x.gpg' }],
  ['deb822_repository', deb822Repository, { name: 'a', uris: 'http://a', suites: 'b', signed_by: PGP }],
  ['authorized_key', authorizedKey, { user: 'root', key: SSH, path: '/nowhere/keys' }],
] as const

for (const [name, type, params] of ROWS) {
  test(`${name} downloads a key through the proxy of the task's environment`, async () => {
    for (const { host, shell } of sessions) {
      proxy.asked.length = 0
      const environment = { http_proxy: proxy.url }
      const context = { host, project: noProject, environment, isCheckMode: true }
      const found = await type.check({ ...context, params: bind(type, params) as never })
      assert.is(found.kind, 'plan', shell)
      assert.equal(proxy.asked, [`GET ${name === 'authorized_key' ? SSH : PGP}`], shell)
    }
  })
}

test('a direct download uses no proxy, even if the environment sets one', async () => {
  const given = { url: `${proxy.url}/direct`, headers: {}, timeout: 5, verifiesCertificates: true }
  const environment = { http_proxy: 'http://127.0.0.1:1', no_proxy: '' }
  for (const { host, shell } of sessions)
    for (const tool of ['curl', 'wget'] as const) {
      const { name } = await host.ask(downloadedText(tool, { ...given, environment })).catch(error => error)
      assert.is(name, 'TaskError', `${shell} ${tool}`)
      const text = await host.ask(downloadedText(tool, { ...given, environment, isDirect: true }))
      assert.is(text, 'direct', `${shell} ${tool}`)
    }
})

test.run()
