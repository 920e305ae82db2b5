import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { testTask } from '../../../src/authoring/testing.ts'
import info from '../../../tasks/certificates/x509_certificate_info.ts'
import { taskRows } from '../../kit/task-rows.ts'
import { CERTIFICATE, INFO } from '../../task-lib/x509/captured-certificate.ts'

taskRows('x509_certificate_info', info, [
  {
    title: 'there is no certificate',
    params: { path: '/c.pem' },
    answers: { 'content of /c.pem': '' },
    expects: ['error: there is no certificate at `/c.pem`', 'hint: create it in an earlier task'],
  },
  {
    title: 'a file that is not a certificate',
    params: { path: '/c.pem' },
    answers: { 'content of /c.pem': '\nx' },
    expects: ['error: `/c.pem` is not a certificate', 'hint: expected PEM or DER'],
  },
  {
    title: 'content that is not a certificate',
    params: { content: 'x' },
    expects: ['error: `content` is not a certificate', 'hint: expected PEM'],
  },
  {
    title: 'no certificate, and a wrong time',
    params: { valid_at: { a: 'tomorrow' } },
    expects: [
      'refused: valid_at.a: expected a time such as `+52w`, `-1d` or `20300101120000Z`',
      'refused: path: expected the certificate, by `path` or as `content`',
    ],
  },
])

test('a certificate is read by path, in PEM and DER, and as content', async () => {
  const der = Buffer.from(CERTIFICATE.replace(/-----.*-----/g, ''), 'base64')
  const valid_at = { before: '20200101000000Z', within: '20300101000000Z', after: '+100000d' }
  const answersOf = (bytes: Buffer) => ({
    'content of /c.pem': { stdout: Buffer.concat([Buffer.from('\n'), bytes]) },
  })
  for (const { params, answers } of [
    { params: { path: '/c.pem' }, answers: answersOf(Buffer.from(CERTIFICATE)) },
    { params: { path: '/c.pem' }, answers: answersOf(der) },
    { params: { content: CERTIFICATE }, answers: {} },
  ]) {
    const { outputs } = await testTask(info, { params: { ...params, valid_at }, answers }).check()
    const { valid_at: valid, ...own } = outputs
    assert.equal(own, INFO)
    assert.equal(valid, { before: false, within: true, after: false })
  }
})

test.run()
