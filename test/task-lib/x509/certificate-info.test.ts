import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { readCertificate } from '../../../src/task-lib/x509/certificate.ts'
import { certificateInfo } from '../../../src/task-lib/x509/certificate-info.ts'
import { CERTIFICATE, INFO } from './captured-certificate.ts'

test('the fields of a certificate with all extensions are those of Ansible', () => {
  const certificate = readCertificate(CERTIFICATE)
  assert.ok(certificate)
  assert.equal(certificateInfo(certificate, Date.parse('2027-01-01')), INFO)
  assert.is(certificateInfo(certificate, Date.parse('2100-01-01')).expired, true)
})

test('text that is not a certificate gives no fields', () => {
  for (const text of ['', 'x', CERTIFICATE.slice(0, 200), CERTIFICATE.replaceAll('CERTIFICATE', 'KEY')])
    assert.is(readCertificate(text), undefined)
  assert.is(readCertificate(Buffer.alloc(300_000)), undefined)
})

test.run()
