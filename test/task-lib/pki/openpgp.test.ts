import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { TaskError } from '../../../src/errors.ts'
import { armored, keysIn } from '../../../src/task-lib/pki/openpgp.ts'
import { ARCHIVE, ARCHIVE_IDS, dearmored, EXPIRED, EXPIRED_ID, RENEWED } from '../../kit/openpgp-keys.ts'

test('an armored key gives its fingerprints and its bytes', () => {
  const [key, ...others] = keysIn(Buffer.from(ARCHIVE), 'it')
  assert.equal(key?.fingerprints, ARCHIVE_IDS)
  assert.is(key?.expires, undefined)
  assert.equal(key?.bytes, dearmored(ARCHIVE))
  assert.equal(others, [])
})

test('keys without armor are read, also several of them', () => {
  const both = Buffer.concat([dearmored(EXPIRED), dearmored(ARCHIVE)])
  const ids = keysIn(both, 'it').map(({ fingerprints }) => fingerprints[0])
  assert.equal(ids, [EXPIRED_ID, ARCHIVE_IDS[0]])
  assert.equal(keysIn(Buffer.from(`x\n${EXPIRED}\n\n${ARCHIVE.replaceAll('\n', '\r\n')}`), 'it').length, 2)
  assert.equal(keysIn(Buffer.alloc(0), 'it'), [])
})

test('the expiry of a key is that of its newest signature', () => {
  assert.is(new Date(keysIn(Buffer.from(EXPIRED), 'it')[0]?.expires ?? 0).getUTCFullYear(), 2020)
  assert.is(keysIn(Buffer.from(RENEWED), 'it')[0]?.expires, undefined)
})

test('headers of the armor are not part of the key', () => {
  const commented = ARCHIVE.replace('\n\n', '\nVersion: GnuPG v2\nComment: x\n\n')
  assert.equal(keysIn(Buffer.from(commented), 'it')[0]?.fingerprints, ARCHIVE_IDS)
})

test('a key that is armored can be read again', () => {
  assert.equal(keysIn(armored(dearmored(ARCHIVE)), 'it')[0]?.bytes, dearmored(ARCHIVE))
})

const REFUSED: readonly (readonly [what: string, bytes: Buffer, message: string])[] = [
  ['a page', Buffer.from('<html>not found</html>'), 'it is not an OpenPGP public key'],
  ['a truncated key', dearmored(ARCHIVE).subarray(0, 100), 'it is not an OpenPGP public key'],
  ['a signature without a key', Buffer.from([0xc2, 1, 4]), 'it is not an OpenPGP public key'],
  ['a secret key', Buffer.from([0xc5, 1, 4]), 'it is a secret key'],
  ['a keybox', Buffer.from('\0\0\0 \u0001\u0001\0\0KBXf'), 'it is a keybox of GnuPG, which apt cannot read'],
]

for (const [what, bytes, message] of REFUSED) {
  test(`${what} is refused`, () => {
    assert.throws(
      () => keysIn(bytes, 'it'),
      (error: Error) => error instanceof TaskError && error.message === message,
    )
  })
}

test.run()
