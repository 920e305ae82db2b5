import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { countsOf, lab, onHost, runDrover } from './drover.ts'

const SITE = ['-i', 'inventory/lab.yml', 'site.yml']

test('the site with packages of etcd and certificates by node-forge makes a healthy cluster', () => {
  lab('reset')
  const other = ['-e', 'pki_backend=forge', '-e', 'etcd_method=package']
  const first = runDrover([...SITE, ...other])
  assert.is(first.status, 0, JSON.stringify(first.results.filter(({ status }) => status === 'failed')))
  assert.is(countsOf(runDrover([...SITE, ...other])).changed, 0)
  assert.match(onHost('node1', 'openssl verify -CAfile /etc/etcd/ssl/ca.pem /etc/etcd/ssl/etcd.pem'), /: OK/)
})

test.run()
