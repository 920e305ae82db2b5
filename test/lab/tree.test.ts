import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isVolatile } from '../../lab/tree.ts'

for (const path of ['/run', '/tmp', '/var/log/journal', '/var/log/wtmp', '/var/lib/systemd/random-seed']) {
  test(`${path} changes by itself and is left out`, () => assert.ok(isVolatile(path)))
}

for (const path of [
  '/etc/etcd/ssl/ca.pem',
  '/var/log/apt',
  '/var/lib/etcd',
  '/home/run',
  '/etc/systemd/system',
]) {
  test(`${path} is compared`, () => assert.not(isVolatile(path)))
}

test.run()
