import { lstatSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import caBundle from '../../../tasks/certificates/ca_bundle.ts'
import { issue } from '../../kit/certificates.ts'
import { contractRows } from '../../kit/rows.ts'

const [used, other] = [issue('used').certificate, issue('other').certificate]

contractRows('ca_bundle', caBundle, [
  {
    title: 'makes the file with the one authority',
    params: { path: '@/ca.pem', certificate: '@/none.pem', authority: used },
    expects: 'plan',
    verify: root => assert.is(readFileSync(`${root}/ca.pem`, 'utf8'), used),
  },
  {
    title: 'holds to mode and owner of a file whose authorities are left as they are',
    params: { path: '@/ca.pem', certificate: '@/none.pem', mode: '0600', owner: 'daemon' },
    expects: 'plan',
    prepare: root => writeFileSync(`${root}/ca.pem`, `${used}${other}`),
    verify: root => {
      assert.is(readFileSync(`${root}/ca.pem`, 'utf8'), `${used}${other}`)
      assert.equal([lstatSync(`${root}/ca.pem`).mode & 0o777, lstatSync(`${root}/ca.pem`).uid], [0o600, 1])
    },
  },
  {
    title: 'leaves a file that is not there, where no authority is given',
    params: { path: '@/ca.pem', certificate: '@/none.pem', mode: '0600' },
    expects: 'in-sync',
  },
])

test.run()
