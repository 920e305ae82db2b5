import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import zypper from '../../../tasks/packages/zypper.ts'
import { type ContractOutcome, holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

const home = mkdtempSync(join(tmpdir(), 'zypper-'))
const repository = join(home, 'noarch')

let sessions: readonly LocalSession[] = []
test.before(async () => {
  mkdirSync(repository)
  for (const name of ['lib', 'app', 'other']) build(name, '1')
  sessions = await openOwnSystems([
    // On Debian, the database of rpm is at another path than for zypper.
    ...['export HOME=/home', 'echo "%_dbpath /var/lib/rpm" >/home/.rpmmacros'],
    'mkdir -p /var/lib/rpm /var/cache/zypp /var/lib/zypp /etc/zypp/repos.d',
    ...['/var/lib/rpm', '/var/cache/zypp', '/var/lib/zypp'].map(path => `mount -t tmpfs tmpfs ${path}`),
    `printf '[lab]\\nbaseurl=dir:${repository}\\ngpgcheck=0\\nenabled=1\\n' > /etc/zypp/repos.d/lab.repo`,
  ])
})
test.after(async () => {
  await Promise.all(sessions.map(({ close }) => close()))
  rmSync(home, { recursive: true, force: true })
})

test('zypper: packages are installed with their dependencies, upgraded and removed', async () => {
  for (const { host } of sessionsFrom(sessions, 2)) {
    const hold = (params: Readonly<Record<string, unknown>>, expects: 'plan' | 'in-sync' = 'plan') =>
      holdsContract({
        type: zypper,
        host,
        root: '/var/lib/rpm',
        params: { disable_gpg_check: true, ...params },
        expects,
      })
    await hold({ update_cache: true })
    assert.equal(changed(await hold({ name: 'app' })), ['create app 1-1', 'create lib 1-1'])
    await hold({ name: ['app', 'lib', 'virtual', 'app<2'] }, 'in-sync')
    await hold({ name: 'other=1' })
    assert.match(
      await hold({ name: 'nope$(id)' }).then(() => '', String),
      /No provider of 'nope\$\(id\)' found/,
    )
    for (const name of ['app', 'other']) build(name, '2')
    await host.run(sh`zypper --quiet --non-interactive --no-gpg-checks refresh`)
    await hold({ name: ['app', 'other'] }, 'in-sync')
    assert.equal(changed(await hold({ name: 'other', state: 'latest' })), ['update other 2-1'])
    assert.equal(changed(await hold({ name: '*', state: 'latest' })), ['update app 2-1'])
    await hold({ name: '*', state: 'dist-upgrade' }, 'in-sync')
    assert.equal(changed(await hold({ name: ['lib', 'nope'], state: 'absent' })), [
      'delete app',
      'delete lib',
    ])
    await hold({ name: 'lib', state: 'absent' }, 'in-sync')
  }
})

function changed({ first }: ContractOutcome): string[] {
  const changes = first.kind === 'plan' ? first.changes : []
  return changes
    .map(({ action, resource, after }) =>
      [action, resource.replace('package:', ''), after?.version].join(' ').trim(),
    )
    .sort()
}

/** Builds a package without files; `app` depends on `lib`. */
function build(name: string, version: string): void {
  const more = name === 'app' ? 'Requires: lib\nProvides: virtual\n' : ''
  const about = `Name: ${name}\nVersion: ${version}\nRelease: 1\nSummary: ${name}\nLicense: none\nBuildArch: noarch\n${more}`
  writeFileSync(join(home, 'one.spec'), `${about}%description\n${name}\n%files\n`)
  const { status, stderr } = spawnSync('rpmbuild', [
    ...['-bb', '--define', `_topdir ${home}/build`, '--define', `_rpmdir ${home}`, join(home, 'one.spec')],
  ])
  if (status !== 0) throw new Error(stderr.toString())
}

test.run()
