import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { clusterId, memberId } from '../../../src/task-lib/etcd/ids.ts'
import { canSpare, quorumOf } from '../../../src/task-lib/etcd/quorum.ts'
import { confirmationFor, restorationOf } from '../../../src/task-lib/etcd/restoration.ts'
import { minorOf, showMinor } from '../../../src/task-lib/etcd/version.ts'

test('a quorum is more than half of the members', () => {
  assert.equal([1, 2, 3, 4, 5, 6, 7].map(quorumOf), [1, 2, 2, 3, 3, 4, 4])
})

const SPARE: readonly (readonly [voters: string, serving: string, member: string, canSpare: boolean])[] = [
  ['abc', 'abc', 'a', true],
  ['abc', 'ab', 'a', false],
  ['abc', 'ab', 'c', true],
  ['ab', 'ab', 'a', false],
  ['a', 'a', 'a', false],
  ['abcd', 'abcd', 'a', true],
  ['abcd', 'abc', 'a', false],
  ['abcde', 'abcd', 'a', true],
  ['abcde', 'abc', 'a', false],
]
for (const [voters, serving, member, wanted] of SPARE)
  test(`of ${voters}, ${serving} serving, ${member} can ${wanted ? '' : 'not '}be spared`, () =>
    assert.is(canSpare(member, [...voters], new Set(serving)), wanted))

// As made by etcd 3.4 for the three members of the guide.
test('computed IDs of members and of the cluster are those of etcd', () => {
  const urls = [131, 132, 133].map(nth => `https://192.168.202.${nth}:2380`)
  assert.equal(
    urls.map(url => memberId(url, 'etcd-cluster-1')),
    ['9a5bc9a08ea94845', 'd02be2726e0d2037', '9fda0014c49e9cde'],
  )
  assert.is(clusterId(urls, 'etcd-cluster-1'), '13cf377e37a59b6a')
})

test('restoring the same snapshot in the same cluster gives the same new cluster, and any other a different one', () => {
  const hosts = [{ name: 'node1', address: '192.0.2.1' }]
  const one = restorationOf(hosts, 'aa', 'token', 'c1')
  assert.equal(restorationOf(hosts, 'aa', 'token', 'c1'), one)
  for (const other of [restorationOf(hosts, 'bb', 'token', 'c1'), restorationOf(hosts, 'aa', 'token', 'c2')])
    assert.is.not(other.cluster, one.cluster)
})

test('the confirmation of a restoration is the IDs of the clusters whose data will be replaced', () => {
  const survey = (data: object) => ({ data }) as never
  const member = (cluster: string) => survey({ kind: 'member', cluster })
  assert.is(confirmationFor([survey({ kind: 'none' })]), 'nothing')
  assert.is(confirmationFor([member('b'), member('a'), member('b')]), 'a b')
  assert.is(confirmationFor([member('a'), member('new')], 'new'), 'a')
})

test('minor versions are parsed and formatted', () => {
  assert.equal(['3.5.17', 'v3.4.0', '3.10.1', '', 'latest'].map(minorOf), [
    3005,
    3004,
    3010,
    undefined,
    undefined,
  ])
  assert.is(showMinor(3005), '3.5')
})

test.run()
