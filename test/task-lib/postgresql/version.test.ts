import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { postgresVersion } from '../../../src/task-lib/postgresql/version.ts'

for (const [raw, version] of [
  ['PostgreSQL 15.8 (Debian 15.8-0+deb12u1) on x86_64-pc-linux-gnu', { major: 15, minor: 8, full: '15.8' }],
  ['PostgreSQL 9.6.24 on x86_64', { major: 9, minor: 6, patch: 24, full: '9.6.24' }],
  ['PostgreSQL 17beta1 on x86_64', { major: 17, minor: 0, full: '17beta1' }],
] as const) {
  test(`${raw} is a version`, () => assert.equal(postgresVersion(raw), { ...version, raw }))
}

test('other texts are not versions', () => {
  for (const raw of ['', 'PostgreSQL', 'PostgreSQL devel']) assert.is(postgresVersion(raw), undefined)
})

test.run()
