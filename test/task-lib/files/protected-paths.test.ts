import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isProtected } from '../../../src/task-lib/files/protected-paths.ts'

for (const path of [
  '/',
  '//',
  '/.',
  '/etc',
  '/etc/',
  '//etc//',
  '/etc/ssl/..',
  '/usr/lib',
  '/var/lib/',
  '/../home',
  '/tmp/../usr/./bin',
]) {
  test(`${path} is never deleted`, () => assert.ok(isProtected(path)))
}

for (const path of ['/etc/motd', '/opt/app', '/var/lib/etcd', '/srv/www', '/home/x', '/etcetera']) {
  test(`${path} may be deleted`, () => assert.not.ok(isProtected(path)))
}

test.run()
