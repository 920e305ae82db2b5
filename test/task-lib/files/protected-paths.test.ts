import { posix } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { isProtected } from '../../../src/task-lib/files/protected-paths.ts'

/** The directories of the Filesystem Hierarchy Standard 3.0, sections 3.2, 4.2, 5.2 and 6.1. */
const STANDARD = [
  ...['/', '/bin', '/boot', '/dev', '/etc', '/home', '/lib', '/media', '/mnt', '/opt', '/proc', '/root'],
  ...['/run', '/sbin', '/srv', '/sys', '/tmp', '/usr', '/var'],
  ...['/usr/bin', '/usr/include', '/usr/lib', '/usr/libexec', '/usr/local', '/usr/sbin', '/usr/share'],
  ...['/var/cache', '/var/lib', '/var/log', '/var/mail', '/var/run', '/var/spool', '/var/tmp'],
]

for (const path of STANDARD) {
  test(`${path} of the standard may never be deleted, but paths in it may`, () => {
    assert.ok(isProtected(path))
    assert.not.ok(isProtected(posix.join(path, 'an-app-of-ours')))
    assert.not.ok(isProtected(`${path === '/' ? '/x' : path}cetera`))
  })
}

test('a path is protected in any spelling', () => {
  const name = fc.constantFrom('etc', 'usr', 'lib', 'var', 'home', 'app', '.', '..', '', '...', ' ')
  const seen = { protected: 0, free: 0 }
  fc.assert(
    fc.property(fc.array(name, { maxLength: 6 }), names => {
      const path = `/${names.join('/')}`
      const plain = posix.resolve(path)
      assert.is(isProtected(path), isProtected(plain), path)
      seen[isProtected(plain) ? 'protected' : 'free'] += 1
      if (STANDARD.includes(plain)) assert.ok(isProtected(path), path)
    }),
    { numRuns: 2000 },
  )
  assert.ok(seen.protected > 50 && seen.free > 50)
})

test.run()
