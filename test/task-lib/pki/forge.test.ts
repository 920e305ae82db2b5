import { createPrivateKey, X509Certificate } from 'node:crypto'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Request, readRequest } from '../../../src/task-lib/pki/documents.ts'
import { issueAuthority, issueCertificate } from '../../../src/task-lib/pki/forge.ts'
import { isIssuedBy, keyMatches, viewCertificate } from '../../../src/task-lib/pki/view.ts'
import { AUTHORITY } from './captured.ts'

const HOUR = 3_600_000

function request(key: Request['key'], more: object = {}): Request {
  const names = [{ C: 'CN', ST: 'Bei Jing', L: 'BeiJing', O: 'frög, new', OU: 'cloud@native' }]
  return readRequest(JSON.stringify({ CN: 'frognew', names, key, ...more }), 'test')
}

for (const key of [
  { algo: 'rsa', size: 2048 },
  { algo: 'ecdsa', size: 256 },
  { algo: 'ecdsa', size: 384 },
  { algo: 'ecdsa', size: 521 },
] as const) {
  test(`an authority and a certificate with ${key.algo} ${key.size} have the requested fields`, async () => {
    const authority = await issueAuthority(request(key), 87_600 * HOUR)
    const subject = ['C=CN', 'CN=frognew', 'L=BeiJing', 'O=frög, new', 'OU=cloud@native', 'ST=Bei Jing']
    const { not_before, not_after, serial, fingerprint, ...own } =
      viewCertificate(authority.certificate) ?? ({} as never)
    assert.equal(own, {
      ...{ subject, issuer: subject, hosts: [], key: `${key.algo} ${key.size}`, is_ca: true },
      ...{ key_usage: ['cert sign', 'crl sign'], extended_key_usage: [] },
    })
    assert.is(Date.parse(not_after) - Date.parse(not_before), 87_600 * HOUR)
    assert.ok(serial.length >= 38 && fingerprint.length === 95)
    assert.ok(isIssuedBy(authority.certificate, authority.certificate))
    assert.ok(keyMatches(authority.certificate, authority.key))

    const hosts = [
      '127.0.0.1',
      '::1',
      'fe80::1:2',
      'node1',
      '*.example.com',
      'me@example.com',
      'spiffe://a/b',
    ]
    const usages = [
      'signing',
      'key encipherment',
      'decipher only',
      'server auth',
      'client auth',
      'ocsp signing',
    ]
    const issued = await issueCertificate(request(key, { hosts }), usages, 24 * HOUR, authority)
    const view = viewCertificate(issued.certificate) ?? ({} as never)
    assert.equal(view.hosts, [...hosts].sort())
    assert.equal(view.key_usage, ['signing', 'key encipherment', 'decipher only'])
    assert.equal(view.extended_key_usage, ['client auth', 'ocsp signing', 'server auth'])
    assert.is(view.is_ca, false)
    assert.ok(isIssuedBy(issued.certificate, authority.certificate))
    assert.ok(keyMatches(issued.certificate, issued.key))
    assert.is(new X509Certificate(issued.certificate).checkHost('node1'), 'node1')
    assert.is(new X509Certificate(issued.certificate).checkIP('::1'), '::1')
    assert.match(issued.request, /^-----BEGIN CERTIFICATE REQUEST-----\n/)
    assert.match(
      issued.key,
      key.algo === 'rsa' ? /^-----BEGIN RSA PRIVATE KEY-----\n/ : /^-----BEGIN EC PRIVATE KEY-----\n/,
    )
  })
}

test('a renewed authority keeps its key, and certificates that it signed stay valid', async () => {
  const key = { algo: 'ecdsa', size: 256 } as const
  const old = await issueAuthority(request(key), HOUR)
  const signed = await issueCertificate(request(key, { hosts: ['a'] }), ['signing'], HOUR, old)
  const renewed = await issueAuthority(request(key), 10 * HOUR, old.key)
  assert.ok(createPrivateKey(renewed.key).equals(createPrivateKey(old.key)))
  assert.not.equal(renewed.certificate, old.certificate)
  assert.ok(isIssuedBy(signed.certificate, renewed.certificate))
})

test('a certificate that ends after 2049 has its date as GeneralizedTime', async () => {
  const { certificate } = await issueAuthority(request({ algo: 'ecdsa', size: 256 }), 50 * 8760 * HOUR)
  assert.ok(Number(viewCertificate(certificate)?.not_after.slice(0, 4)) > 2070)
})

test('the issuer is copied from the authority byte for byte', async () => {
  const { privateKey } = (await import('node:crypto')).generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
  const key = String(privateKey.export({ type: 'sec1', format: 'pem' }))
  const foreign = { certificate: AUTHORITY, key }
  const issued = await issueCertificate(request({ algo: 'ecdsa', size: 256 }), ['signing'], HOUR, foreign)
  assert.is(new X509Certificate(issued.certificate).issuer, new X509Certificate(AUTHORITY).subject)
  assert.is(isIssuedBy(issued.certificate, AUTHORITY), false)
})

test.run()
