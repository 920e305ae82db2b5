import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import csr from '../../../tasks/certificates/openssl_csr.ts'
import { capturedFile } from '../../kit/captured-files.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'
import { ED25519, REQUEST } from './openssl-captured.ts'

const ASKED = { path: '/r.csr', privatekey_path: '/k.pem', common_name: 'example.org' }
const KEY = { 'content of /k.pem': `\n${ED25519}` }

const ROWS: readonly TaskRow[] = [
  {
    title: 'a request is planned where there is none',
    params: { ...ASKED, organization_name: 'A & B' },
    answers: { ...KEY, ...capturedFile('/r.csr', null) },
    isCheckMode: true,
    expects: [
      'create file:/r.csr: null -> {"state":"file","from":"a new request","subject":["O=A & B","CN=example.org"],"subject_alt_name":["DNS:example.org"],"mode":"0644"}',
    ],
  },
  {
    title: 'a right request is in sync',
    params: ASKED,
    answers: { ...KEY, ...capturedFile('/r.csr', REQUEST) },
    expects: [
      'in sync: {"filename":"/r.csr","privatekey":"/k.pem","subject":[["CN","example.org"]],"subjectAltName":["DNS:example.org"],"keyUsage":null,"extendedKeyUsage":null,"basicConstraints":null,"ocspMustStaple":false,"name_constraints_permitted":[],"name_constraints_excluded":[],"path":"/r.csr","state":"file","mode":"0644","owner":"root","group":"root","uid":0,"gid":0,"size":335}',
    ],
  },
  {
    title: 'what differs is named',
    params: { ...ASKED, common_name: 'b', key_usage: ['digitalSignature'] },
    answers: { ...KEY, ...capturedFile('/r.csr', REQUEST) },
    isCheckMode: true,
    expects: [
      'update file:/r.csr: {"subject":["commonName=example.org"],"subject_alt_name":["DNS:example.org"],"differs":["subject","extensions"],"mode":"0644"} -> {"from":"a new request","subject":["CN=b"],"subject_alt_name":["DNS:b"],"mode":"0644"}',
    ],
  },
  {
    title: 'there is no key',
    params: ASKED,
    answers: { 'content of /k.pem': '', ...capturedFile('/r.csr', null) },
    expects: [
      'error: there is no private key at `/k.pem`',
      'hint: create it in an earlier task, such as `openssl_privatekey`',
    ],
  },
  {
    title: 'the key cannot be read',
    params: { ...ASKED, privatekey_passphrase: 'x' },
    answers: { ...KEY, ...capturedFile('/r.csr', null) },
    expects: [
      'error: the private key at `/k.pem` cannot be read',
      'hint: expected a key in PEM, and its passphrase only if it is encrypted',
    ],
  },
  {
    title: 'params that are wrong',
    params: {
      path: '/r',
      subject_alt_name: ['example.org'],
      key_usage: ['all'],
      extended_key_usage: ['web'],
      subject: { XX: 'a' },
      basic_constraints: ['CA'],
      country_name: 'DEU',
    },
    expects: [
      'refused: subject: expected names of fields, such as `commonName` or `CN`, or their identifiers in numbers',
      'refused: country_name: expected two letters',
      'refused: subject_alt_name.0: expected a name such as `DNS:example.org`, `IP:192.0.2.1`, `email:`, `URI:` or `RID:`',
      'refused: key_usage.0: expected a usage such as `digitalSignature`',
      'refused: extended_key_usage.0: expected a usage such as `serverAuth`, or its identifier in numbers',
      'refused: basic_constraints.0: expected `CA:TRUE`, `CA:FALSE` or `pathlen:` and a number',
      'refused: privatekey_path: expected the private key, by path or as `privatekey_content`',
    ],
  },
  {
    title: 'params that do not go together',
    params: {
      ...{ path: '/r', common_name: 'a', subject_ordered: [{ CN: 'b' }], key_usage: ['decipherOnly'] },
      ...{ create_subject_key_identifier: true, subject_key_identifier: '00' },
      authority_cert_serial_number: 1,
    },
    expects: [
      'refused: subject_ordered: cannot be combined with another param for the subject',
      'refused: subject_key_identifier: cannot be combined with `create_subject_key_identifier`',
      'refused: key_usage: `encipherOnly` and `decipherOnly` are expected together with `keyAgreement`',
      'refused: authority_cert_issuer: expected together with `authority_cert_serial_number`',
      'refused: privatekey_path: expected the private key, by path or as `privatekey_content`',
    ],
  },
]

taskRows('openssl_csr', csr, ROWS)

test('the request is the one of a given key', async () => {
  const params = { path: '/r.csr', privatekey_content: ED25519, common_name: 'example.org' }
  const task = testTask(csr, { params, answers: capturedFile('/r.csr', null) })
  await task.apply()
  const [call] = task.calls
  assert.ok(call && 'write' in call)
  assert.is(call.write.content, REQUEST)
})

test('the extension for OCSP stapling is critical on demand', async () => {
  const requestWith = async (more: object) => {
    const params = { ...ASKED, ocsp_must_staple: true, ...more }
    const task = testTask(csr, { params, answers: { ...KEY, ...capturedFile('/r.csr', null) } })
    await task.apply()
    const [call] = task.calls
    assert.ok(call && 'write' in call)
    return Buffer.from(String(call.write.content).replace(/-----.*-----/g, ''), 'base64').toString('hex')
  }
  // The OBJECT IDENTIFIER 1.3.6.1.5.5.7.1.24, and TRUE.
  const [extension, critical] = ['06082b06010505070118', '0101ff']
  assert.match(await requestWith({}), new RegExp(`${extension}04`))
  assert.match(
    await requestWith({ ocsp_must_staple_critical: true }),
    new RegExp(`${extension}${critical}04`),
  )
})

test.run()
