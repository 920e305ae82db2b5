import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { openSession } from '../../../src/remote/session.ts'
import { sh } from '../../../src/shell/quote.ts'
import apt from '../../../tasks/packages/apt.ts'
import { bind, holdsContract, noProject } from '../../kit/contract.ts'
import { scratch } from '../../kit/local-session.ts'
import { openWeb } from '../../kit/web.ts'

/** Makes a package file without files. */
function packageFile(path: string, name: string): string {
  mkdirSync(`${path}/${name}/DEBIAN`, { recursive: true })
  const fields = [`Package: ${name}`, 'Version: 1:1.2-3', 'Architecture: all', 'Maintainer: x <x@x>']
  writeFileSync(`${path}/${name}/DEBIAN/control`, `${[...fields, 'Description: x'].join('\n')}\n`)
  execFileSync('dpkg-deb', ['-b', `${path}/${name}`, `${path}/${name}.deb`])
  return `${path}/${name}.deb`
}

/** Directories to which a transaction writes; the session has an overlay on each. */
const WRITTEN = ['/var/lib/dpkg', '/var/lib/apt', '/var/cache/apt', '/var/log', '/usr/sbin']

test('package files are installed from the host and from URLs, and messages do not contain the login', async () => {
  const { path, remove } = scratch()
  const local = packageFile(path, 'drover-local')
  const remote = readFileSync(packageFile(path, 'drover-remote'))
  let authorization: string | undefined
  const web = await openWeb({
    '/pool/drover-remote,1.deb': (request, response) => {
      authorization = request.headers.authorization
      response.end(remote)
    },
  })
  const layers = WRITTEN.map((each, nth) => {
    const own = `${path}/o/${nth}`
    return `mkdir -p ${own}/upper ${own}/work && mount -t overlay -o lowerdir=${each},upperdir=${own}/upper,workdir=${own}/work overlay ${each}`
  })
  const script = [`mkdir ${path}/o`, `mount -t tmpfs tmpfs ${path}/o`, ...layers, 'exec "$@"'].join(' && ')
  const session = await openSession({
    ...{ name: 'node1', address: 'node1', sshArgs: [], connectTimeout: 10 },
    connection: ['unshare', '--mount', 'sh', '-c', script, 'sh'],
  })
  try {
    const host = session.host()
    const url = `${web.url.replace('://', '://me:pass@')}/pool/drover-remote,1.deb`
    const outcome = await holdsContract({
      type: apt,
      params: { deb: `${local},${url}`, dpkg_options: 'force-confold,no-triggers' },
      ...{ host, root: `${path}/drover-local`, expects: 'plan' },
    })
    assert.equal(
      outcome.first.kind === 'plan' && outcome.first.changes.map(({ resource, after }) => [resource, after]),
      [
        ['package:drover-local', { version: '1:1.2-3', from: local }],
        ['package:drover-remote', { version: '1:1.2-3', from: url.replace('me:pass', '***') }],
      ],
    )
    assert.is(authorization, `Basic ${btoa('me:pass')}`)
    const { stdout } = await host.run(
      sh`dpkg-query -W 'drover-*'; ls -d /tmp/.drover* /tmp/drover*/*.deb 2>/dev/null; :`,
    )
    assert.is(stdout.toString(), 'drover-local\t1:1.2-3\ndrover-remote\t1:1.2-3\n')
    const params = bind(apt, { deb: `${web.url}/none.deb` })
    const context = { host, params, project: noProject, environment: {}, isCheckMode: false }
    const failure = await apt.check(context as never).then(
      () => undefined,
      error => error,
    )
    assert.match(failure?.message, /^probe failed: package file http:.*\/none\.deb.*404/s)
  } finally {
    await session.close()
    await web.close()
    remove()
  }
})

test.run()
