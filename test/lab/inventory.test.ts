import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { parse } from 'yaml'
import { hostsOf } from '../../lab/addresses.ts'
import { inventoryText } from '../../lab/inventory.ts'

const versions = { etcd: '3.4.23', etcdNext: '3.4.24', etcdOthers: ['3.5.16'], cfssl: '1.2.0' }
const read = (nodes: number, lights: number) => parse(inventoryText(hostsOf(nodes, lights), versions))

test('the nodes are in the group etcd, with the addresses of the guide', () => {
  assert.equal(read(2, 0).all.children.etcd, {
    hosts: { node1: { address: '192.168.202.131' }, node2: { address: '192.168.202.132' } },
  })
})

test('light hosts are a separate group, which is omitted if there are none', () => {
  assert.equal(read(1, 1).all.children.light, { hosts: { light1: { address: '192.168.203.1' } } })
  assert.not('light' in read(1, 0).all.children)
})

test('variables belong to lab hosts only, so that hosts of other files do not get them', () => {
  const { all } = read(1, 1)
  assert.equal(Object.keys(all), ['children'])
  assert.equal(Object.keys(all.children.lab), ['hosts'])
  const { node1, light1 } = all.children.lab.hosts
  assert.equal(Object.keys(light1), ['user', 'private_key_file', 'known_hosts_file'])
  const { private_key_file, known_hosts_file, ...vars } = node1
  assert.match(private_key_file, /^\/.*\/keys\/id_ed25519$/)
  assert.match(known_hosts_file, /^\/.*\/keys\/known_hosts$/)
  assert.equal(vars, {
    user: 'root',
    etcd_version: '3.4.23',
    etcd_next_version: '3.4.24',
    etcd_other_versions: ['3.5.16'],
    etcd_download_base: 'http://192.168.202.1/coreos/etcd/releases/download',
    cfssl_version: '1.2.0',
    cfssl_download_base: 'http://192.168.202.1/cloudflare/cfssl/releases/download',
  })
})

test.run()
