import { createPrivateKey } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  describedKey,
  isWantedKey,
  newPrivateKey,
  privateKeyFile,
  type WantedKey,
} from '../../../src/task-lib/x509/new-key.ts'
import { type KeyFormat, readPrivateKey } from '../../../src/task-lib/x509/private-key.ts'

const ROWS: readonly [WantedKey, KeyFormat, passphrase: string | undefined, begins: string][] = [
  [{ type: 'RSA', size: 1024 }, 'pkcs1', undefined, '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  [{ type: 'RSA', size: 1024 }, 'pkcs8', undefined, '-----BEGIN PRIVATE KEY-----\n'],
  [
    { type: 'RSA', size: 1024 },
    'pkcs1',
    'pässword',
    '-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n',
  ],
  [{ type: 'ECC', size: 0, curve: 'secp256r1' }, 'pkcs1', undefined, '-----BEGIN EC PRIVATE KEY-----\n'],
  [{ type: 'ECC', size: 0, curve: 'secp192r1' }, 'pkcs1', undefined, '-----BEGIN EC PRIVATE KEY-----\n'],
  [{ type: 'ECC', size: 0, curve: 'secp521r1' }, 'pkcs8', 'x', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n'],
  [{ type: 'ECC', size: 0, curve: 'brainpoolP384r1' }, 'pkcs8', undefined, '-----BEGIN PRIVATE KEY-----\n'],
  [{ type: 'Ed25519', size: 0 }, 'pkcs8', 'x', '-----BEGIN ENCRYPTED PRIVATE KEY-----\n'],
  [{ type: 'Ed448', size: 0 }, 'pkcs8', undefined, '-----BEGIN PRIVATE KEY-----\n'],
  [{ type: 'X25519', size: 0 }, 'raw', undefined, ''],
  [{ type: 'Ed25519', size: 0 }, 'raw', undefined, ''],
  [{ type: 'X448', size: 0 }, 'raw', undefined, ''],
  [{ type: 'Ed448', size: 0 }, 'raw', undefined, ''],
]

for (const [wanted, format, passphrase, begins] of ROWS) {
  const { type, size, curve } = wanted
  const name = [type, size || curve, format, passphrase === undefined ? '' : 'encrypted'].join(' ')
  test(`a new key is written and can be read: ${name}`, async () => {
    const key = await newPrivateKey(wanted)
    const bytes = Buffer.from(privateKeyFile(key, format, passphrase))
    assert.ok(bytes.toString().startsWith(begins), bytes.toString())
    const read = readPrivateKey(bytes, passphrase, type)
    assert.is(read?.format, format)
    assert.ok(read?.key.equals(key))
    assert.ok(isWantedKey(key, wanted))
    assert.not.ok(isWantedKey(key, { type: 'RSA', size: 2048 }))
    assert.not.ok(isWantedKey(key, { type: 'ECC', size: 0, curve: 'secp384r1' }))
    assert.equal(describedKey(key), {
      type,
      ...(type === 'RSA' ? { size } : {}),
      ...(type === 'ECC' ? { curve } : {}),
    })
    const others = passphrase === undefined ? ['x'] : [undefined, 'wrong']
    for (const other of others) assert.is(readPrivateKey(bytes, other, type), undefined)
  })
}

test('text that is not a private key gives undefined', async () => {
  const key = await newPrivateKey({ type: 'Ed25519', size: 0 })
  const pem = String(privateKeyFile(key, 'pkcs8', undefined))
  for (const text of ['', 'x', pem.replace('PRIVATE', 'PUBLIC'), pem.slice(0, 60), `\n${pem}`])
    assert.is(readPrivateKey(Buffer.from(text), undefined), undefined)
  assert.ok(
    readPrivateKey(Buffer.from(pem.replaceAll('\n', '\r\n')), undefined)?.key.equals(createPrivateKey(pem)),
  )
})

test.run()
