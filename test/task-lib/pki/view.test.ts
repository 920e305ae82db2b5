import { generateKeyPairSync } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  isIssuedBy,
  issuerParts,
  keyMatches,
  viewCertificate,
  viewKey,
} from '../../../src/task-lib/pki/view.ts'
import { AUTHORITY, CERTIFICATE, ODD } from './captured.ts'

const SUBJECT = ['C=CN', 'CN=frognew', 'L=BeiJing', 'O=frognew', 'OU=cloudnative', 'ST=BeiJing']

test('all fields of an authority made by cfssl are read', () => {
  assert.equal(viewCertificate(AUTHORITY), {
    subject: SUBJECT,
    issuer: SUBJECT,
    hosts: [],
    key: 'ecdsa 256',
    is_ca: true,
    key_usage: ['cert sign', 'crl sign'],
    extended_key_usage: [],
    not_before: '2026-11-23T07:15:00.000Z',
    not_after: '2031-11-22T07:15:00.000Z',
    serial: '269F72C3E3BD35ECA5EAED8C712EBC9CFD21AEB1',
    fingerprint:
      'C2:A7:4F:30:50:0F:BE:02:95:4C:C7:42:C4:CC:50:2F:BA:60:62:B7:6C:5D:F4:6C:C9:3C:25:82:B3:67:A5:71',
  })
})

test('all fields of a certificate made by cfssl are read, with its usages and its IPv6 address', () => {
  assert.equal(viewCertificate(CERTIFICATE), {
    subject: SUBJECT,
    issuer: SUBJECT,
    hosts: ['127.0.0.1', '192.168.202.131', 'fd00::1', 'node1'],
    key: 'ecdsa 256',
    is_ca: false,
    key_usage: ['signing', 'key encipherment'],
    extended_key_usage: ['client auth', 'server auth'],
    not_before: '2026-11-23T07:15:00.000Z',
    not_after: '2036-11-20T07:15:00.000Z',
    serial: '7080C968C91B0E242D8F13E1E27E019A05DF63A3',
    fingerprint:
      '8C:15:DD:2E:31:5F:87:F3:52:D0:63:1E:B4:20:46:38:E6:08:48:93:4F:B7:0E:BA:54:F8:01:C9:7D:55:5C:E6',
  })
})

test('repeated fields, UTF-8, separators in values and unknown usages are read unchanged', () => {
  const { subject, hosts, key, is_ca, key_usage, extended_key_usage } = viewCertificate(ODD) ?? {}
  assert.equal(
    { subject, hosts, key, is_ca, key_usage, extended_key_usage },
    {
      subject: ['C=DE', 'CN=ödd=name', 'E=a@b.c', 'O=Second', 'O=Zwei Köpfe, GmbH'],
      hosts: ['*.example.com', 'a@b.c', 'spiffe://x/y'],
      key: 'ecdsa 384',
      is_ca: true,
      key_usage: ['signing', 'key agreement', 'decipher only'],
      extended_key_usage: ['1.2.3.4', 'code signing'],
    },
  )
})

for (const text of ['', 'hello', AUTHORITY.slice(0, 300), AUTHORITY.replace('MIIC', 'AAAA')]) {
  test(`text that is not a certificate gives undefined: ${JSON.stringify(text.slice(0, 40))}`, () => {
    assert.is(viewCertificate(text), undefined)
  })
}

test('a certificate is issued only by its own authority', () => {
  assert.is(isIssuedBy(CERTIFICATE, AUTHORITY), true)
  assert.is(isIssuedBy(AUTHORITY, AUTHORITY), true)
  assert.is(isIssuedBy(AUTHORITY, CERTIFICATE), false)
  assert.is(isIssuedBy(CERTIFICATE, ODD), false)
  assert.is(isIssuedBy(CERTIFICATE, CERTIFICATE), false)
  assert.is(isIssuedBy('', AUTHORITY), false)
})

test('a key of another certificate does not match, and neither does text that is not a key', () => {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  assert.is(keyMatches(CERTIFICATE, String(privateKey.export({ type: 'sec1', format: 'pem' }))), false)
  assert.is(keyMatches(CERTIFICATE, 'no key'), false)
})

test('a key is described by its type and size', () => {
  const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
  const ec = generateKeyPairSync('ec', { namedCurve: 'secp521r1' }).privateKey
  assert.is(viewKey(String(rsa.export({ type: 'pkcs1', format: 'pem' }))), 'rsa 2048')
  assert.is(viewKey(String(ec.export({ type: 'sec1', format: 'pem' }))), 'ecdsa 521')
  assert.is(viewKey('no key'), undefined)
})

test('the issuer parts of an authority are its encoded subject and its key identifier', () => {
  const { subject, keyIdentifier } = issuerParts(AUTHORITY)
  assert.is(subject.subarray(0, 4).toString('hex'), '306b310b')
  assert.is(keyIdentifier?.toString('hex'), 'fdef47f379d72a599d8c088e15e888ea8bcff6ff')
})

test.run()
