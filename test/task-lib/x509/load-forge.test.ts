import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadForge } from '../../../src/task-lib/x509/load-forge.ts'

/** Expected keys from RFC 6070 and RFC 7914, section 11. */
const ROWS = [
  ['sha1', 'password', 4096, '4b007901b765489abead49d926f721d065a429c1'],
  ['sha256', 'passwd', 1, '55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc'],
] as const

for (const [digest, password, rounds, expected] of ROWS)
  test(`a key is derived from a password with ${digest}`, async () => {
    const { md, pkcs5, util } = await loadForge()
    const size = expected.length / 2
    assert.is(util.bytesToHex(pkcs5.pbkdf2(password, 'salt', rounds, size, md[digest].create())), expected)
  })

test('a key that is encrypted with 100,000 rounds is decrypted in less than two seconds', async () => {
  const { pki, asn1 } = await loadForge()
  const info = asn1.create(asn1.Class.UNIVERSAL, asn1.Type.OCTETSTRING, false, 'a key')
  const how = { algorithm: 'aes256', prfAlgorithm: 'sha256', count: 100_000 } as const
  const began = process.cpuUsage()
  const encrypted = pki.encryptPrivateKeyInfo(info, 'secret', how)
  assert.equal(pki.decryptPrivateKeyInfo(encrypted, 'secret')?.value, 'a key')
  // node-forge alone takes ten times as long.
  assert.ok(process.cpuUsage(began).user < 2e6)
})

test.run()
