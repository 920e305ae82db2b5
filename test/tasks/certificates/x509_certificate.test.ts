import { createPrivateKey, createPublicKey, generateKeyPairSync, X509Certificate } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import certificate from '../../../tasks/certificates/x509_certificate.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { ED25519, REQUEST } from './openssl-captured.ts'

const OWN = { path: '/c.pem', provider: 'selfsigned', csr_path: '/r.csr', privatekey_path: '/k.pem' } as const
const FILES = { 'content of /k.pem': `\n${ED25519}`, 'content of /r.csr': `\n${REQUEST}` }
const AUTHORITY = { provider: 'ownca', ownca_path: '/ca.pem', ownca_privatekey_path: '/ca.key' } as const

const ROWS: readonly TaskRow[] = [
  {
    title: 'a certificate is planned where there is none',
    params: OWN,
    answers: { ...FILES, ...capturedFile('/c.pem', null) },
    isCheckMode: true,
    expects: [
      'create file:/c.pem: null -> {"state":"file","from":"a new certificate","provider":"selfsigned","mode":"0644"}',
    ],
  },
  {
    title: 'a file that is not a certificate is replaced',
    params: OWN,
    answers: { ...FILES, ...capturedFile('/c.pem', 'x') },
    isCheckMode: true,
    expects: [
      'update file:/c.pem: {"mode":"0644"} -> {"from":"a new certificate","provider":"selfsigned","mode":"0644"}',
    ],
  },
  {
    title: 'there is no request',
    params: OWN,
    answers: { ...FILES, 'content of /r.csr': '', ...capturedFile('/c.pem', null) },
    expects: ['error: the signing request `/r.csr` does not exist', 'hint: create it in an earlier task'],
  },
  {
    title: 'a request that was changed',
    params: OWN,
    answers: { ...FILES, 'content of /r.csr': `\n${changedRequest()}`, ...capturedFile('/c.pem', null) },
    expects: [
      'error: the signing request /r.csr is not signed by its own key',
      'hint: signatures with RSA-PSS, DSA or MD5 are not supported',
    ],
  },
  {
    title: 'an authority that is not a certificate',
    params: { path: '/c.pem', csr_content: REQUEST, ...AUTHORITY },
    answers: {
      ...{ 'content of /ca.pem': '\nx', 'content of /ca.key': `\n${ED25519}` },
      ...capturedFile('/c.pem', null),
    },
    expects: ['error: /ca.pem is not a certificate', 'hint: expected PEM'],
  },
  {
    title: 'providers that are not supported, and what they need',
    params: { path: '/c', provider: 'acme' },
    expects: [
      'refused: provider: `acme` is not supported: run a client such as certbot or lego by `command` with `creates`',
    ],
  },
  {
    title: 'a service that is not supported',
    params: { path: '/c', provider: 'entrust' },
    expects: [
      'refused: provider: `entrust` is not supported: ask its service by `uri`, and put the certificate in place by `copy`',
    ],
  },
  {
    title: 'params that are missing for an authority',
    params: { path: '/c', provider: 'ownca', ignore_timestamps: false },
    expects: [
      'refused: csr_path: expected for `ownca`, or `csr_content`',
      'refused: ownca_path: expected for `ownca`, or `ownca_content`',
      'refused: ownca_privatekey_path: expected for `ownca`, or `ownca_privatekey_content`',
      'refused: ignore_timestamps: expected absolute times with `false`: relative ones differ at each run',
    ],
  },
  {
    title: 'only version 3',
    params: { ...OWN, selfsigned_version: 2, ownca_version: 2 },
    expects: [
      'refused: selfsigned_version: Invalid input: expected 3',
      'refused: ownca_version: Invalid input: expected 3',
    ],
  },
  {
    title: 'params that are missing',
    params: { path: '/c' },
    expects: ['refused: provider: expected `selfsigned` or `ownca`'],
  },
]

taskRows('x509_certificate', certificate, ROWS)

test('a new certificate is in sync with the same params, and differs from others', async () => {
  const task = testTask(certificate, { params: OWN, answers: { ...FILES, ...capturedFile('/c.pem', null) } })
  const outputs = await task.apply()
  const [call] = task.calls
  assert.ok(call && 'write' in call)
  const pem = String(call.write.content)
  const answers = { ...FILES, ...capturedFile('/c.pem', pem) }
  const again = await testTask(certificate, { params: OWN, answers }).check()
  assert.is(again.kind, 'in-sync')
  const { notBefore, notAfter, serial_number } = outputs
  assert.equal(again.outputs.serial_number, serial_number)
  assert.match(`${notBefore} ${notAfter}`, /^\d{14}Z \d{14}Z$/)
  const params = { ...OWN, selfsigned_create_subject_key_identifier: 'never_create' } as const
  const other = await testTask(certificate, { params, answers }).check()
  assert.ok(other.kind === 'plan')
  assert.equal(other.changes[0]?.before?.differs, ['extensions'])
})

/** The certificate that a task writes to a new file. */
async function certificateOf(
  params: object,
): Promise<{ readonly pem: string; readonly read: X509Certificate }> {
  const answers = { ...FILES, ...capturedFile('/c.pem', null) }
  const task = testTask(certificate, { params: { path: '/c.pem', ...params } as never, answers })
  await task.apply()
  const [call] = task.calls
  assert.ok(call && 'write' in call)
  const pem = String(call.write.content)
  return { pem, read: new X509Certificate(pem) }
}

const encrypted = (pem: string): string =>
  String(
    createPrivateKey(pem).export({
      type: 'pkcs8',
      format: 'pem',
      cipher: 'aes-256-cbc',
      passphrase: 'hunter22',
    }),
  )

test('a certificate is signed by a key that is given as content, encrypted', async () => {
  const own = { ...OWN, privatekey_path: undefined, privatekey_content: encrypted(ED25519) }
  const { read } = await certificateOf({ ...own, privatekey_passphrase: 'hunter22' })
  assert.ok(read.verify(createPublicKey(ED25519)))
  await certificateOf({ ...own, privatekey_passphrase: 'other' }).then(
    () => assert.unreachable(),
    error => assert.match(error.message, /cannot be read/),
  )
})

test('a certificate begins to be valid when the task says', async () => {
  const { read } = await certificateOf({ ...OWN, selfsigned_not_before: '20200102030405Z' })
  assert.is(Date.parse(read.validFrom), Date.UTC(2020, 0, 2, 3, 4, 5))
})

test('an authority is given as content, with an encrypted key and another digest', async () => {
  const key = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey
  const pem = String(key.export({ type: 'pkcs8', format: 'pem' }))
  const own = { provider: 'selfsigned', privatekey_content: pem }
  const authority = await certificateOf(own)
  const params = {
    ...{ provider: 'ownca', csr_path: '/r.csr', ownca_content: authority.pem },
    ...{ ownca_privatekey_content: encrypted(pem), ownca_privatekey_passphrase: 'hunter22' },
  }
  // The OBJECT IDENTIFIERs ecdsa-with-SHA256 and ecdsa-with-SHA512.
  const [sha256, sha512] = ['06082a8648ce3d040302', '06082a8648ce3d040304']
  const [usual, other] = [
    await certificateOf(params),
    await certificateOf({ ...params, ownca_digest: 'sha512' }),
  ]
  for (const [{ read }, digest] of [
    [usual, sha256],
    [other, sha512],
  ] as const) {
    assert.ok(read.verify(createPublicKey(pem)))
    assert.match(read.raw.toString('hex'), digest)
  }
})

function changedRequest(): string {
  const der = Buffer.from(REQUEST.replace(/-----.*-----/g, ''), 'base64')
  der[der.indexOf('example.org')] = 'E'.charCodeAt(0)
  return `-----BEGIN CERTIFICATE REQUEST-----\n${der.toString('base64')}\n-----END CERTIFICATE REQUEST-----\n`
}

test.run()
