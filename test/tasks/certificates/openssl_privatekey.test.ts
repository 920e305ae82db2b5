import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import privatekey from '../../../tasks/certificates/openssl_privatekey.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Made by `openssl ecparam -name prime256v1 -genkey -noout`; used nowhere.
const KEY = `-----BEGIN EC PRIVATE KEY-----
MHcCAQEEIHzaPj2A6BGjUJ5fMPYpqlAlwa2DEtFK53rczpvOHYpDoAoGCCqGSM49
AwEHoUQDQgAEuEDHwpAmsJGXDJVG6VWUmajjRzvo6TsLGLS5rFXe5z+doLOwsAPU
Zu+ftomNcC5h0VtOEjolC75zmwd+MKrfkQ==
-----END EC PRIVATE KEY-----
`
const ECC = { path: '/k.pem', type: 'ECC', curve: 'secp256r1' } as const
const PRIVATE = { mode: '8180' }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a key is planned where there is none',
    params: { ...ECC, owner: 'root' },
    answers: capturedFile('/k.pem', null),
    isCheckMode: true,
    expects: [
      'create file:/k.pem: null -> {"state":"file","from":"a new key","type":"ECC","curve":"secp256r1","format":"pkcs1","mode":"0600","owner":"root"}',
    ],
  },
  {
    title: 'another curve is planned to get a new key',
    params: { ...ECC, curve: 'secp384r1' },
    answers: capturedFile('/k.pem', KEY, PRIVATE),
    isCheckMode: true,
    expects: [
      'update file:/k.pem: {"type":"ECC","curve":"secp256r1","format":"pkcs1","mode":"0600"} -> {"from":"a new key","type":"ECC","curve":"secp384r1","format":"pkcs1","mode":"0600"}',
    ],
  },
  {
    title: 'a right key is open to others',
    params: ECC,
    answers: capturedFile('/k.pem', KEY),
    isCheckMode: true,
    expects: ['update file:/k.pem: {"mode":"0644"} -> {"mode":"0600"}'],
  },
  {
    title: 'a key that may not be replaced',
    params: { ...ECC, type: 'RSA', regenerate: 'fail' },
    answers: capturedFile('/k.pem', KEY, PRIVATE),
    expects: [
      'error: the key at `/k.pem` has another type, size or curve',
      'hint: it is kept; `regenerate: partial_idempotence` replaces it by a new one',
    ],
  },
  {
    title: 'a key is removed',
    params: { path: '/k.pem', state: 'absent' },
    answers: capturedFile('/k.pem', KEY),
    isCheckMode: true,
    expects: ['delete file:/k.pem: {"state":"file"} -> null'],
  },
  {
    title: 'params that do not go together',
    params: { path: '/k', type: 'ECC', cipher: 'auto', format: 'raw' },
    expects: [
      'refused: curve: expected the curve of an ECC key, such as `secp256r1`',
      'refused: passphrase: expected a passphrase, because there is a cipher',
      'refused: format: `raw` is only for Ed25519, Ed448, X25519, X448 without a passphrase',
    ],
  },
  {
    title: 'a form that the type does not have, and a passphrase without cipher',
    params: { path: '/k', type: 'Ed25519', format: 'pkcs1', passphrase: 'x' },
    expects: [
      'refused: cipher: expected `auto`, because there is a passphrase',
      'refused: format: `pkcs1` is only for RSA and ECC',
    ],
  },
]

taskRows('openssl_privatekey', privatekey, ROWS)

test('a right key is in sync, and returned as a secret', async () => {
  const params = { ...ECC, return_content: true }
  const result = await testTask(privatekey, { params, answers: capturedFile('/k.pem', KEY, PRIVATE) }).check()
  assert.is(result.kind, 'in-sync')
  const { privatekey: key, fingerprint, filename, curve } = result.outputs
  assert.equal([filename, curve], ['/k.pem', 'secp256r1'])
  // Printed by `openssl pkey -pubout -outform DER | sha256sum`.
  assert.is(
    (fingerprint as { sha256: string }).sha256.replaceAll(':', ''),
    '45bdc8777ea8bbba29b5d52b6e23c492021e6025474de4b5876e87dd01f1d186',
  )
  assert.is(key, '***')
})

test('a new key is written, private, and returned only if asked for', async () => {
  const task = testTask(privatekey, { params: ECC, answers: capturedFile('/k.pem', null) })
  const outputs = await task.apply()
  const [call] = task.calls
  assert.ok(call && 'write' in call)
  assert.is(call.write.mode, '0600')
  assert.match(String(call.write.content), /^-----BEGIN EC PRIVATE KEY-----\n/)
  assert.not.ok('privatekey' in outputs)
  assert.match(String((outputs.fingerprint as { sha256: string }).sha256), /^([0-9a-f]{2}:){31}[0-9a-f]{2}$/)
})

test.run()
