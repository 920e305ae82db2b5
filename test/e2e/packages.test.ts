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

/** Runs one `apt` task and returns its result. */
function runApt(params: object, words: readonly string[] = []) {
  const file = join(folder, 'site.yml')
  writeFileSync(file, JSON.stringify([{ hosts: 'node2', tasks: [{ apt: params }] }]))
  return runDrover(['-i', 'inventory/lab.yml', ...words, file]).results[0]
}

/** Runs one `apt` task dry and then for real; returns the status of both and the result of the run. */
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

test('without a package name, the lists are fetched each time, or with `cache_valid_time` if they are old or older than their sources', () => {
  onHost('node2', 'find /var/lib/apt/lists -type f ! -name lock -delete')
  assert.equal(endsOf({ update_cache: true }), ['changed', 'changed'])
  // No list has changed.
  assert.equal(endsOf({ update_cache: true }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
  // The lists on the server are unchanged, so the mtime of their folder stays the same.
  onHost('node2', 'touch -d "2 hours ago" /var/lib/apt/lists')
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
  onHost('node2', 'echo "# none" >/etc/apt/sources.list.d/new.list')
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['changed', 'ok'])
  assert.equal(endsOf({ update_cache: true, cache_valid_time: 3600 }), ['ok', 'ok'])
})

test('`apt` fails with the output of apt-get if the lists cannot be fetched', () => {
  onHost('node2', 'echo "deb [trusted=yes] http://192.168.202.1/none ./" >/etc/apt/sources.list.d/none.list')
  const { status, message } = apt({ update_cache: true })
  assert.is(status, 'failed')
  assert.match(
    message,
    /^apt-get update ended with status 100\nstderr:\n {2}E: (Failed to fetch|The repository) /,
  )
  onHost('node2', 'rm /etc/apt/sources.list.d/none.list')
})

slowTest('`state: latest` installs the newest version in fresh lists, which a dry run cannot know', () => {
  assert.equal(endsOf({ name: 'drover-sample=1.0*', update_cache: true }), ['changed', 'changed'])
  onHost('node2', 'rm -rf /var/lib/apt/lists/*')
  assert.equal(endsOf({ name: 'drover-sample', state: 'latest', update_cache: true }), ['unknown', 'changed'])
  assert.is(versionOf('drover-sample'), '2.0')
  assert.equal(
    endsOf({ name: 'drover-sample', state: 'latest', update_cache: true, cache_valid_time: 3600 }),
    ['ok', 'ok'],
  )
})

test('`upgrade: dist` reports the packages that it upgrades, and a second run changes nothing', () => {
  runApt({ name: 'drover-sample=1.0*', allow_downgrade: true })
  const { told, status, resources } = apt({ upgrade: 'dist' })
  assert.equal([told, status, resources], ['changed', 'changed', ['update package:drover-sample']])
  assert.equal(endsOf({ upgrade: 'dist' }), ['ok', 'ok'])
})

test('a downgrade without `allow_downgrade` fails in the dry run and in the run', () => {
  assert.equal(endsOf({ name: 'drover-sample=1.0*' }), ['failed', 'failed'])
  assert.match(apt({ name: 'drover-sample=1.0*' }).message, /Packages were downgraded/)
})

slowTest('a held package is not upgraded, and the result has a warning', () => {
  runApt({ name: 'drover-sample=1.0*', allow_downgrade: true })
  onHost('node2', 'apt-mark hold drover-sample')
  const { status, outputs } = apt({ name: 'drover-sample', state: 'latest' })
  assert.equal([status, outputs.warnings], ['ok', ['drover-sample is held at 1.0, but 2.0 is available']])
  const changed = apt({ name: 'drover-sample', state: 'latest', allow_change_held_packages: true })
  assert.equal([changed.status, versionOf('drover-sample')], ['changed', '2.0'])
})

test('removing a package also reports the packages that depend on it; `autoremove` removes its unneeded dependencies', () => {
  runApt({ name: 'jq' })
  const { resources } = apt({ name: 'libjq1', state: 'absent' })
  assert.equal(resources, ['delete package:libjq1', 'delete package:jq'])
  const { told, status, resources: unneeded } = apt({ autoremove: true })
  assert.equal([told, status, unneeded], ['changed', 'changed', ['delete package:libonig5']])
  assert.equal(endsOf({ autoremove: true }), ['ok', 'ok'])
})

slowTest('package names with wildcards stand for all packages that match', () => {
  runApt({ name: 'jq' })
  const { resources } = apt({ name: ['libjq?', 'libonig*'], state: 'absent' })
  assert.equal(resources, ['delete package:libjq1', 'delete package:libonig5', 'delete package:jq'])
  assert.equal(endsOf({ name: 'libjq*', state: 'absent' }), ['ok', 'ok'])
  assert.match(apt({ name: 'nothing-like-*' }).message, /^apt has no package `nothing-like-\*`/)
})

slowTest('`purge` removes the configuration files of a package that was removed before', () => {
  runApt({ name: 'logrotate' })
  assert.equal(endsOf({ name: 'logrotate', state: 'absent' }), ['changed', 'changed'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent' }), ['ok', 'ok'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent', purge: true }), ['changed', 'changed'])
  assert.equal(endsOf({ name: 'logrotate', state: 'absent', purge: true }), ['ok', 'ok'])
})

slowTest('`clean` removes downloaded package files, and a second run changes nothing', () => {
  runApt({ name: 'jq' })
  onHost('node2', 'cd /var/cache/apt/archives && apt-get download -q jq')
  assert.equal(endsOf({ clean: true }), ['changed', 'changed'])
  assert.equal(endsOf({ clean: true }), ['ok', 'ok'])
  assert.equal(endsOf({ autoclean: true }), ['ok', 'ok'])
})

slowTest('`deb` installs a package file if its version is not yet installed', () => {
  onHost('node2', 'cd /root && apt-get download -q drover-sample=1.0 && apt-get purge -y drover-sample')
  const deb = onHost('node2', 'ls /root/drover-sample*.deb').trim()
  assert.equal(endsOf({ deb }), ['changed', 'changed'])
  assert.equal(endsOf({ deb }), ['ok', 'ok'])
  assert.match(
    apt({ deb: '/root/none.deb' }).message,
    /^expected a Debian package at `\/root\/none.deb`, found nothing/,
  )
})

test('a package whose configuration failed does not count as installed; the error shows both output streams of apt', () => {
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

test('packages installed as dependencies count as installed for later tasks, also in a dry run', () => {
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
