import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { plan } from '../../../src/authoring/plan.ts'
import { fakeHost } from '../../../src/authoring/testing.ts'
import { NO_PACKAGE } from '../../../src/remote/probes/packages/debs.ts'
import { aptOptions } from '../../../src/task-lib/packages/apt-options.ts'
import { onlyRunTells } from '../../../src/values/unknown.ts'
import apt from '../../../tasks/packages/apt.ts'
import { bind, noProject } from '../../kit/contract.ts'
import { taskRows } from '../../kit/task-rows.ts'

const HAS_JQ = new Map([
  ['jq', { installed: '1.6', candidate: '1.6', isUnheard: false, isHeld: false, providers: [] }],
])

/** The time of the last update of the package lists. */
const LISTS = { 'time of the package lists': 1700000000 }

test('if apt does not report the newest version, `latest` is an error and `present` is not', async () => {
  const states = new Map([
    ['curl', { installed: '7.88', candidate: undefined, isUnheard: false, isHeld: false, providers: [] }],
  ])
  const check = (params: object) => {
    const { host } = fakeHost({ ...LISTS, 'state of packages curl': states })
    const context = { host, project: noProject, environment: {}, isCheckMode: true }
    return apt.check({ ...context, params: bind(apt, { name: 'curl', ...params }) } as never)
  }
  const failure = await check({ state: 'latest' }).catch(error => error)
  assert.is(failure.message, 'apt does not report the newest version of curl')
  assert.is(failure.hint, '`apt-cache policy curl` on the host shows why')
  assert.is((await check({})).kind, 'in-sync')
})

test('a package that is in no list is an error in the check, unless the lists will be updated', async () => {
  const states = new Map([['nginx', { ...NO_PACKAGE, isUnheard: true }]])
  const check = (params: object) => {
    const { host } = fakeHost({
      ...LISTS,
      'state of packages nginx': states,
      'age of the package lists': null,
    })
    const context = { host, project: noProject, environment: {}, isCheckMode: true }
    return apt.check({ ...context, params: bind(apt, { name: 'nginx', ...params }) } as never)
  }
  const failure = await check({}).catch(error => error)
  assert.is(failure.message, 'apt has no package `nginx`')
  assert.match(failure.hint, /are the package lists fresh \(`update_cache: true`\)\?/)
  assert.is((await check({ update_cache: true })).kind, 'plan')
  assert.is((await check({ state: 'absent' })).kind, 'in-sync')
})

test('the lists are updated every time, unless they are younger than `cache_valid_time`', async () => {
  const check = (params: object) => {
    const { host } = fakeHost({ ...LISTS, 'age of the package lists': 0 })
    const context = { host, project: noProject, environment: {}, isCheckMode: true }
    return apt.check({ ...context, params: bind(apt, { update_cache: true, ...params }) } as never)
  }
  assert.is((await check({})).kind, 'plan')
  assert.is((await check({ cache_valid_time: 60 })).kind, 'in-sync')
})

test('the check after an update of the lists returns their new time, and plans no other update', async () => {
  const { host } = fakeHost({ ...LISTS, 'age of the package lists': null, 'state of packages jq': HAS_JQ })
  const params = bind(apt, { name: 'jq', update_cache: true })
  const context = { host, project: noProject, environment: {}, isCheckMode: false }
  const carriedOut = { ...plan([]), data: { update: true } }
  assert.equal(await apt.check({ ...context, params, carriedOut } as never), {
    kind: 'in-sync',
    outputs: { cache_updated: false, cache_update_time: 1700000000 },
  })
})

test('params are passed to apt-get as options', () => {
  const optionsOf = (params: object) => aptOptions(bind(apt, { name: 'jq', ...params }) as never).slice(2)
  assert.equal(optionsOf({ dpkg_options: 'force-confdef, force-confnew' }), [
    ...['-o', 'Dpkg::Options::=--force-confdef'],
    ...['-o', 'Dpkg::Options::=--force-confnew'],
  ])
  assert.equal(optionsOf({ force: true, dpkg_options: [] }), [
    '--allow-downgrades',
    '--allow-unauthenticated',
    '--allow-change-held-packages',
  ])
  const one = (params: object) => optionsOf({ dpkg_options: [], ...params })
  assert.equal(one({ default_release: 'bookworm-backports' }), ['-t', 'bookworm-backports'])
  assert.equal(one({ allow_unauthenticated: true }), ['--allow-unauthenticated'])
  assert.equal(one({ allow_change_held_packages: true }), ['--allow-change-held-packages'])
  assert.equal(one({ only_upgrade: true }), ['--only-upgrade'])
})

test('a package whose newest version a dry run does not know is in sync, unless `latest` is requested', async () => {
  const predicted = Object.defineProperty({ ...NO_PACKAGE, installed: 'newest' }, 'candidate', {
    get: () => onlyRunTells('the newest version of jq'),
    enumerable: true,
  })
  const check = (params: object) => {
    const removal =
      'what apt would do for -o DPkg::Lock::Timeout=60 -o Dpkg::Options::=--force-confdef -o Dpkg::Options::=--force-confold -y remove -- jq'
    const { host } = fakeHost({
      ...LISTS,
      'state of packages jq': new Map([['jq', predicted]]),
      [removal]: { steps: [] },
    })
    const context = { host, project: noProject, environment: {}, isCheckMode: true }
    return apt.check({ ...context, params: bind(apt, { name: 'jq', ...params }) } as never)
  }
  assert.is((await check({})).kind, 'in-sync')
  assert.is((await check({ state: 'absent' })).kind, 'plan')
  const latest = await check({ state: 'latest' }).catch(error => error)
  assert.is(latest.message, 'unknown: depends on the newest version of jq')
})

const DEB_ROWS: [given: unknown, files: readonly string[]][] = [
  ['/a b.deb', ['/a b.deb']],
  ['~/a.deb, /b.deb,https://x.org/c,1.deb', ['~/a.deb', '/b.deb', 'https://x.org/c,1.deb']],
  [['/a,/b.deb'], ['/a,/b.deb']],
  ['', []],
]

for (const [given, files] of DEB_ROWS) {
  test(`the package files in ${JSON.stringify(given)} are recognized`, () => {
    assert.equal((bind(apt, { deb: given }) as { deb: unknown }).deb, files)
  })
}

for (const given of ['a.deb', './a.deb', 'file:///a.deb', 'https://x y/a.deb']) {
  test(`${JSON.stringify(given)} is refused as a package file`, () => {
    assert.throws(() => bind(apt, { deb: given }), /expected an absolute path on the host, or a URL/)
  })
}

test('a host that cannot download a package file is an error with a hint', async () => {
  const check = (deb: string) => {
    const { host } = fakeHost({ ...LISTS, 'which of curl, wget exist': new Set(['wget']) })
    const context = { host, project: noProject, environment: {}, isCheckMode: false }
    return apt.check({ ...context, params: bind(apt, { deb }) } as never).catch(error => error)
  }
  const failure = await check('https://me:secret@x.org/a.deb')
  assert.is(failure.message, 'the host has no `curl` to fetch `https://***@x.org/a.deb`')
  assert.is(failure.hint, 'install curl in an earlier task, or copy the package file to the host')
})

taskRows('apt', apt, [
  {
    title: 'all package files are deleted',
    params: { clean: true },
    answers: {
      'time of the package lists': '1700000000\n',
      'package files that are kept, all': '/var/cache/apt/archives/a.deb\n/var/cache/apt/archives/b.deb\n',
    },
    expects: [
      'clean apt:archives: {"files":2} -> {"files":0}',
      '$ [apt-get clean]',
      'outputs: {"cache_updated":false,"cache_update_time":1700000000,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[]}',
    ],
  },
  {
    title: 'package files that can no longer be downloaded are deleted',
    params: { autoclean: true },
    answers: {
      'time of the package lists': '1700000000\n',
      'package files that are kept, outdated': 'a 1.0\n',
    },
    expects: [
      'autoclean apt:archives: {"files":1} -> {"files":0}',
      '$ [apt-get autoclean]',
      'outputs: {"cache_updated":false,"cache_update_time":1700000000,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[]}',
    ],
  },
  {
    title: 'an empty cache of package files is in sync',
    params: { autoclean: true, clean: true },
    answers: { 'time of the package lists': '1700000000\n', 'package files that are kept, all': '' },
    expects: ['in sync: {"cache_updated":false,"cache_update_time":1700000000}'],
  },
  {
    title: 'the time of lists that will be updated is returned by the check after the update',
    params: { name: 'jq', update_cache: true },
    answers: {
      'time of the package lists': '1700000000\n',
      'state of packages jq': '',
    },
    expects: [
      'create package:jq: null -> {"version":"newest"}',
      'predicts: update apt:lists: {"fresh":false} -> {"fresh":true}',
      '$ [apt-get update]',
      '$ [apt-get install jq]',
      'outputs: {"cache_updated":true,"stdout":"","stderr":"","stdout_lines":[],"stderr_lines":[]}',
    ],
  },
])

test.run()
