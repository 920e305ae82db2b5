import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { slowTest } from '../kit/slow-cases.ts'
import { lab, onHost, runDrover } from './drover.ts'

const folder = mkdtempSync(join(tmpdir(), 'drover-packages-'))
test.before(() => void lab('reset', 'node2'))
test.after(() => rmSync(folder, { recursive: true, force: true }))

/** The result of one task of apt. */
function runApt(params: object, words: readonly string[] = []) {
  const file = join(folder, 'site.yml')
  writeFileSync(file, JSON.stringify([{ hosts: 'node2', tasks: [{ apt: params }] }]))
  return runDrover(['-i', 'inventory/lab.yml', ...words, file]).results[0]
}

/** One task of apt, in a dry run and in a run; how it ended in both, and the run's result. */
function apt(params: object) {
  const [told, real] = [runApt(params, ['--check']), runApt(params)]
  const resources = real?.changes.map(({ resource, action }) => `${action} ${resource}`) ?? []
  return {
    told: told?.status,
    status: real?.status,
    resources,
    message: real?.message ?? '',
    outputs: real?.outputs ?? {},
  }
}

const endsOf = (params: object): (string | undefined)[] => {
  const { told, status } = apt(params)
  return [told, status]
}

const versionOf = (name: string): string => onHost('node2', `dpkg-query -W -f '\${Version}' ${name}`)

test('lists are fetched where nothing else is asked for: each time, or where they are old, or their sources newer', () => {
  onHost('node2', 'find /var/lib/apt/lists -type f ! -name lock -delete')
  assert.equal(endsOf({ update_cache: true }), ['changed', 'changed'])
  // No list has changed.
  assert.equal(endsOf({ update_cache: true }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
  // What was fetched is what was there: the time of its folder is as it was.
  onHost('node2', 'touch -d "2 hours ago" /var/lib/apt/lists')
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
  onHost('node2', 'echo "# none" >/etc/apt/sources.list.d/new.list')
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
})

test('lists that cannot be fetched are an error', () => {
  onHost('node2', 'echo "deb [trusted=yes] http://192.168.202.1/none ./" >/etc/apt/sources.list.d/none.list')
  const { status, message } = apt({ update_cache: true })
  assert.is(status, 'failed')
  assert.match(
    message,
    /^apt-get update ended with status 100\nstderr:\n {2}E: (Failed to fetch|The repository) /,
  )
  onHost('node2', 'rm /etc/apt/sources.list.d/none.list')
})

slowTest('the newest is what fresh lists say', () => {
  assert.equal(endsOf({ name: 'drover-sample=1.0*', update_cache: true }), ['changed', 'changed'])
  onHost('node2', 'rm -rf /var/lib/apt/lists/*')
  assert.equal(endsOf({ name: 'drover-sample', state: 'latest', update_cache: true }), ['unknown', 'changed'])
  assert.is(versionOf('drover-sample'), '2.0')
  assert.equal(
    endsOf({ name: 'drover-sample', state: 'latest', update_cache: true, cache_valid_time: 3600 }),
    ['ok', 'ok'],
  )
})

test('an upgrade of all names what it upgrades, and is done once', () => {
  runApt({ name: 'drover-sample=1.0*', allow_downgrade: true })
  const { told, status, resources } = apt({ upgrade: 'dist' })
  assert.equal([told, status, resources], ['changed', 'changed', ['update package:drover-sample']])
  assert.equal(endsOf({ upgrade: 'dist' }), ['ok', 'ok'])
})

test('a version that would be older is refused in the dry run as in the run', () => {
  assert.equal(endsOf({ name: 'drover-sample=1.0*' }), ['failed', 'failed'])
  assert.match(apt({ name: 'drover-sample=1.0*' }).message, /Packages were downgraded/)
})

slowTest('a package that is held stays, and that is said', () => {
  runApt({ name: 'drover-sample=1.0*', allow_downgrade: true })
  onHost('node2', 'apt-mark hold drover-sample')
  const { status, outputs } = apt({ name: 'drover-sample', state: 'latest' })
  assert.equal([status, outputs.warnings], ['ok', ['drover-sample is held at 1.0, but 2.0 is available']])
  const changed = apt({ name: 'drover-sample', state: 'latest', allow_change_held_packages: true })
  assert.equal([changed.status, versionOf('drover-sample')], ['changed', '2.0'])
})

test('what goes along with a package that is removed is named; what came for it goes on request', () => {
  runApt({ name: 'jq' })
  const { resources } = apt({ name: 'libjq1', state: 'absent' })
  assert.equal(resources, ['delete package:libjq1', 'delete package:jq'])
  const { told, status, resources: unneeded } = apt({ autoremove: true })
  assert.equal([told, status, unneeded], ['changed', 'changed', ['delete package:libonig5']])
  assert.equal(endsOf({ autoremove: true }), ['ok', 'ok'])
})

slowTest('packages with wildcards are those that match', () => {
  runApt({ name: 'jq' })
  const { resources } = apt({ name: ['libjq?', 'libonig*'], state: 'absent' })
  assert.equal(resources, ['delete package:libjq1', 'delete package:libonig5', 'delete package:jq'])
  assert.equal(endsOf({ name: 'libjq*', state: 'absent' }), ['ok', 'ok'])
  assert.match(apt({ name: 'nothing-like-*' }).message, /^apt has no package `nothing-like-\*`/)
})

slowTest('configuration files that were left are purged', () => {
  runApt({ name: 'logrotate' })
  assert.equal(endsOf({ name: 'logrotate', state: 'absent' }), ['changed', 'changed'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent' }), ['ok', 'ok'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent', purge: true }), ['changed', 'changed'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent', purge: true }), ['ok', 'ok'])
})

slowTest('package files that apt keeps are removed, where there are any', () => {
  runApt({ name: 'jq' })
  onHost('node2', 'cd /var/cache/apt/archives && apt-get download -q jq')
  assert.equal(endsOf({ clean: true }), ['changed', 'changed'])
  assert.equal(endsOf({ clean: true }), ['ok', 'ok'])
  assert.equal(endsOf({ autoclean: true }), ['ok', 'ok'])
})

slowTest('a package file is installed where its version is not', () => {
  onHost('node2', 'cd /root && apt-get download -q drover-sample=1.0 && apt-get purge -y drover-sample')
  const deb = onHost('node2', 'ls /root/drover-sample*.deb').trim()
  assert.equal(endsOf({ deb }), ['changed', 'changed'])
  assert.equal(endsOf({ deb }), ['ok', 'ok'])
  assert.match(
    apt({ deb: '/root/none.deb' }).message,
    /^expected a Debian package at `\/root\/none.deb`, found nothing/,
  )
})

test('a package that could not be configured is no package that is installed; both ends of what apt said are shown', () => {
  onHost(
    'node2',
    `mkdir -p /root/half/DEBIAN && cd /root && printf 'Package: half\\nVersion: 1\\nArchitecture: all\\nMaintainer: x <x@x>\\nDescription: x\\n' >half/DEBIAN/control
printf '#!/bin/sh\\necho this is told; echo that is wrong >&2; test ! -e /root/fail\\n' >half/DEBIAN/postinst; chmod 755 half/DEBIAN/postinst
touch fail; dpkg-deb -b half half.deb`,
  )
  const failed = apt({ deb: '/root/half.deb' })
  assert.is(failed.status, 'failed')
  assert.match(failed.message, /^ {2}E: Sub-process \/usr\/bin\/dpkg returned an error code \(1\)$/m)
  for (const line of [/^stderr.*:$/m, /^stdout.*:$/m, /^ {2}this is told$/m, /^ {2}that is wrong$/m])
    assert.match(failed.message, line)
  onHost('node2', 'rm /root/fail')
  const { status, resources } = apt({ deb: '/root/half.deb' })
  assert.equal([status, resources], ['changed', ['create package:half']])
})

test('what comes with a package is there for the tasks after it, in a dry run too', () => {
  onHost('node2', 'rm -f /root/fail; apt-get purge -y -q jq libjq1 libonig5')
  const file = join(folder, 'two.yml')
  writeFileSync(
    file,
    JSON.stringify([{ hosts: 'node2', tasks: [{ apt: { name: 'jq' } }, { apt: { name: 'libonig5' } }] }]),
  )
  const statuses = (words: readonly string[]) =>
    runDrover(['-i', 'inventory/lab.yml', ...words, file]).results.map(({ status }) => status)
  assert.equal(statuses(['--check']), ['changed', 'ok'])
  assert.equal(statuses([]), ['changed', 'ok'])
})

test.run()
