import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sh } from '../../../src/shell/quote.ts'
import pacman from '../../../tasks/packages/pacman.ts'
import { type ContractOutcome, holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openOwnSystems, sessionsFrom } from '../../kit/local-session.ts'

const home = mkdtempSync(join(tmpdir(), 'pacman-'))
const repository = join(home, 'repository')
const CONFIG = `[options]\nArchitecture = auto\nSigLevel = Never\n[lab]\nServer = file://${repository}\n`

/** The modification time of the database that was published last, in seconds. */
let published = Math.floor(Date.now() / 1000) - 1000

let sessions: readonly LocalSession[] = []
test.before(async () => {
  mkdirSync(repository)
  publish({ lib: '1-1', app: '1-1', other: '1-1' })
  writeFileSync(join(home, 'pacman.conf'), CONFIG)
  sessions = await openOwnSystems([
    `cp ${join(home, 'pacman.conf')} /etc/pacman.conf`,
    'mkdir -p /var/lib/pacman /var/cache/pacman',
    'mount -t tmpfs tmpfs /var/lib/pacman',
    'mount -t tmpfs tmpfs /var/cache/pacman',
    'mkdir -p /var/lib/pacman/sync /var/cache/pacman/pkg',
  ])
})
test.after(async () => {
  await Promise.all(sessions.map(({ close }) => close()))
  rmSync(home, { recursive: true, force: true })
})

test('pacman: packages are installed with their dependencies, upgraded and removed', async () => {
  for (const { host } of sessionsFrom(sessions, 1)) {
    const hold = (params: Readonly<Record<string, unknown>>, expects: 'plan' | 'in-sync' = 'plan') =>
      holdsContract({ type: pacman, host, root: '/var/lib/pacman', params, expects })
    publish({ lib: '1-1', app: '1-1', other: '1-1' })
    assert.match(await hold({ name: 'app' }).then(() => '', String), /pacman --sync .* would fail/)
    await hold({ update_cache: true })
    assert.equal(changed(await hold({ name: 'app' })), ['create app 1-1', 'create lib 1-1'])
    await hold({ name: ['lab/app', 'lib', 'virtual'] }, 'in-sync')
    assert.equal(changed(await hold({ name: 'tools' })), ['create other 1-1'])
    await hold({ name: 'tools' }, 'in-sync')
    await hold({ name: ['app', 'other'], state: 'latest' }, 'in-sync')
    publish({ lib: '2-1', app: '1-1', other: '2-1' })
    await host.run(sh`pacman --sync --refresh`)
    assert.equal(changed(await hold({ name: 'other', state: 'latest' })), ['update other 2-1'])
    assert.equal(changed(await hold({ upgrade: true })), ['update lib 2-1'])
    await hold({ upgrade: true }, 'in-sync')
    assert.match(
      await hold({ name: 'lib', state: 'absent' }).then(() => '', String),
      /removing lib breaks dependency 'lib' required by app/,
    )
    const removed = await hold({ name: ['app', 'nope'], state: 'absent', extra_args: '--recursive' })
    assert.equal(changed(removed), ['delete app', 'delete lib'])
    await hold({ name: 'app', state: 'removed' }, 'in-sync')
    assert.match(await hold({ name: '$(id)é' }).then(() => '', String), /target not found: \$\(id\)é/)
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

/** Makes a repository with packages in these versions; `app` depends on `lib`. */
function publish(versions: Readonly<Record<string, string>>): void {
  rmSync(repository, { recursive: true })
  mkdirSync(repository)
  const database = join(home, 'database')
  rmSync(database, { recursive: true, force: true })
  for (const [name, version] of Object.entries(versions)) {
    const [depends, provides] = name === 'app' ? ['lib', 'virtual'] : [undefined, undefined]
    const group = name === 'lib' ? undefined : 'tools'
    const file = `${name}-${version}-any.pkg.tar`
    const fields = {
      pkgname: name,
      pkgver: version,
      pkgdesc: name,
      size: 1,
      arch: 'any',
      depend: depends,
      group,
      provides,
    }
    writeFileSync(
      join(home, '.PKGINFO'),
      lines(fields, (key, value) => `${key} = ${value}\n`),
    )
    spawnSync('bsdtar', ['-C', home, '-cf', join(repository, file), '.PKGINFO'])
    mkdirSync(join(database, `${name}-${version}`), { recursive: true })
    const about = {
      FILENAME: file,
      NAME: name,
      VERSION: version,
      CSIZE: statSync(join(repository, file)).size,
      ISIZE: 1,
      ARCH: 'any',
      DEPENDS: depends,
      GROUPS: group,
      PROVIDES: provides,
    }
    writeFileSync(
      join(database, `${name}-${version}`, 'desc'),
      lines(about, (key, value) => `%${key}%\n${value}\n\n`),
    )
  }
  const names = Object.entries(versions).map(([name, version]) => `${name}-${version}`)
  spawnSync('bsdtar', ['-C', database, '-czf', join(repository, 'lab.db'), ...names])
  // pacman fetches a database only if its time, in whole seconds, has changed.
  published += 10
  utimesSync(join(repository, 'lab.db'), published, published)
}

function lines(
  fields: Readonly<Record<string, unknown>>,
  line: (key: string, value: unknown) => string,
): string {
  return Object.entries(fields)
    .flatMap(([key, value]) => (value === undefined ? [] : [line(key, value)]))
    .join('')
}

test.run()
