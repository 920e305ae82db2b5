import { test } from 'uvu'
import * as assert from 'uvu/assert'
import {
  compareCertificate,
  hostsOf,
  isEnding,
  subjectOf,
  usagesOf,
} from '../../../src/task-lib/pki/compare.ts'
import { readRequest } from '../../../src/task-lib/pki/documents.ts'
import { type CertificateView, viewCertificate } from '../../../src/task-lib/pki/view.ts'
import { CERTIFICATE } from './captured.ts'

const view = viewCertificate(CERTIFICATE) as CertificateView

const request = readRequest(
  JSON.stringify({
    CN: 'frognew',
    hosts: ['node1', 'fd00:0:0::0001', '127.0.0.1', '192.168.202.131', 'node1', ''],
    key: { algo: 'ecdsa', size: 256 },
    names: [{ C: 'CN', ST: 'BeiJing', L: 'BeiJing', O: 'frognew', OU: 'cloudnative' }],
  }),
  'etcd-csr.json',
)

const wanted = {
  subject: subjectOf(request),
  issuer: subjectOf(request),
  hosts: hostsOf(request),
  key: 'ecdsa 256',
  is_ca: false,
  ...usagesOf({ usages: ['client auth', 'digital signature', 'key encipherment', 'signing', 'server auth'] }),
  expiry: '87600h',
}

test('a certificate as requested has no differences, whatever the order and spelling of the request', () => {
  assert.equal(compareCertificate(view, wanted), { before: {}, after: {} })
})

test('each differing field is in the differences, before and after', () => {
  const other = {
    ...wanted,
    hosts: hostsOf({ hosts: ['node1', 'node2'] }),
    key: 'rsa 2048',
    ...usagesOf({ usages: ['signing', 's/mime'] }),
    expiry: '8760h',
  }
  assert.equal(compareCertificate(view, other), {
    before: {
      hosts: ['127.0.0.1', '192.168.202.131', 'fd00::1', 'node1'],
      key: 'ecdsa 256',
      key_usage: ['signing', 'key encipherment'],
      extended_key_usage: ['client auth', 'server auth'],
      expiry: '87600h',
    },
    after: {
      hosts: ['node1', 'node2'],
      key: 'rsa 2048',
      key_usage: ['signing'],
      extended_key_usage: ['email protection'],
      expiry: '8760h',
    },
  })
})

test('empty fields of a subject are left out, as in cfssl', () => {
  assert.equal(subjectOf({ CN: 'a', names: [{ C: '', O: 'b' }] }), ['CN=a', 'O=b'])
})

test('a certificate is about to expire if less than the given time is left', () => {
  const end = Date.parse('2036-11-20T07:15:00.000Z')
  assert.is(isEnding(view, '720h', end - 721 * 3_600_000), false)
  assert.is(isEnding(view, '720h', end - 719 * 3_600_000), true)
  assert.is(isEnding(view, '0h', end + 1), true)
})

test.run()
