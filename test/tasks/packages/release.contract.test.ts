import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import release from '../../../tasks/packages/release.ts'
import { carryOut } from '../../faults/carry-out.ts'
import { type LocalSession, openLocalSessions, scratch, sessionsFrom } from '../../kit/local-session.ts'
import { projectIn } from '../../kit/project.ts'
import { type TarEntry, tarOf } from '../../kit/tar.ts'
import { openWeb, type Web } from '../../kit/web.ts'

const ARCHIVES: Readonly<Record<string, readonly TarEntry[]>> = {
  'good.tar.gz': [
    { path: 'app-1/app', content: '#!/bin/sh\n', mode: 0o4777 },
    { path: 'app-1/doc', content: 'doc' },
  ],
  'link.tar.gz': [{ path: 'app-1/app', type: '2', target: '/etc/shadow' }],
  'inner.tar.gz': [
    { path: 'app-1/app', type: '2', target: 'real' },
    { path: 'app-1/real', content: 'real' },
  ],
  'pipe.tar.gz': [{ path: 'app-1/app', type: '6' }],
}
const files = Object.fromEntries(
  Object.entries(ARCHIVES).map(([name, entries]) => [name, gzipSync(tarOf(entries))]),
)
const sums = Object.entries(files).map(
  ([name, bytes]) => `${createHash('sha256').update(bytes).digest('hex')}  ${name}\n`,
)

let sessions: readonly LocalSession[] = []
let web: Web
test.before(async () => {
  sessions = await openLocalSessions()
  const served = Object.entries(files).map(([name, bytes]) => [`/${name}`, bytes])
  web = await openWeb(Object.fromEntries([...served, ['/SUMS', sums.join('')]]))
})
test.after(async () => {
  for (const session of sessions) await session.close()
  await web.close()
})

/** The archive of a release, and the result of the task. */
const ROWS: readonly (readonly [file: string, said: RegExp])[] = [
  ['good.tar.gz', /^changed$/],
  ['link.tar.gz', /^failed: .*refused: app-1\/app is a link that leads out/],
  ['inner.tar.gz', /^failed: .*app-1\/app is not a regular file/],
  ['pipe.tar.gz', /^failed: .*refused: app-1\/app is a device, a pipe or a socket/],
]

for (const [nth, [file, said]] of ROWS.entries()) {
  test(`the result for a program of ${file} matches ${said.source}`, async () => {
    for (const { host, shell } of sessionsFrom(sessions, nth)) {
      for (const via of ['host', 'controller']) {
        const { path, remove } = scratch()
        mkdirSync(join(path, 'bin'))
        const program = join(path, 'bin', 'app')
        const params = {
          ...{
            name: 'app',
            version: '1',
            url: web.url,
            checksums: 'SUMS',
            via,
            receipts: join(path, 'receipts'),
          },
          programs: [{ path: program, file, member: 'app-{version}/app' }],
        }
        const run = () => carryOut({ type: release, params, host, project: projectIn(path) })
        assert.match(await run(), said, `${shell}, ${via}`)
        if (said.source === '^changed$') {
          assert.is(readFileSync(program, 'utf8'), '#!/bin/sh\n')
          assert.is(statSync(program).mode & 0o7777, 0o755)
          assert.equal(readdirSync(join(path, 'receipts')), ['app.sha256'])
          assert.is(await run(), 'ok')
        } else {
          assert.not.ok(existsSync(program))
          assert.equal(readdirSync(join(path, 'receipts')), [])
        }
        remove()
      }
    }
  })
}

test.run()
