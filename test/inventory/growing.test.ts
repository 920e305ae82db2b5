import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf } from '../kit/project-files.ts'

const place = { file: 'site.yml', line: 1, column: 1 }

function inventory() {
  const folder = folderOf({
    'hosts.yml': 'web: { hosts: { a: {}, b: {} }, vars: { v: 1 } }\ndb: { hosts: { c: {} } }',
    'group_vars/late.yml': 'v: 2',
  })
  return loadInventory([join(folder, 'hosts.yml')])
}

test('changes of a copy do not affect the original, and the other way round', () => {
  const [mine, also] = [inventory(), inventory()].map(each => each.copy()) as [
    ReturnType<typeof inventory>,
    ReturnType<typeof inventory>,
  ]
  const copy = mine.copy()
  copy.addHost({ name: 'x:2222', groups: ['late'], variables: {}, place })
  mine.addToGroup({ host: 'a', group: 'late', parents: [], place })
  assert.equal([...copy.hosts.keys()], ['a', 'b', 'c', 'x'])
  assert.equal(copy.groups.get('late'), ['x'])
  assert.equal(mine.groups.get('late'), ['a'])
  assert.equal([...mine.hosts.keys()], [...also.hosts.keys()])
  assert.is(copy.hosts.get('x')?.layers.at(-1)?.vars.get('port')?.kind, 'scalar')
})

test('unchanged hosts stay the same objects, and so does an unchanged map', () => {
  const grown = inventory()
  const before = grown.hosts
  grown.addToGroup({ host: 'a', group: 'late', parents: ['web'], place })
  assert.is(grown.hosts.get('b'), before.get('b'))
  assert.is.not(grown.hosts.get('a'), before.get('a'))
  assert.equal(grown.hosts.get('a')?.groups, ['all', 'web', 'late'])
  assert.equal(grown.groups.get('web'), ['a', 'b'])
  const after = grown.hosts
  grown.addToGroup({ host: 'a', group: 'late', parents: ['web'], place })
  assert.is(grown.hosts, after)
})

test('a refused change adds nothing', () => {
  const grown = inventory()
  const before = grown.hosts
  const REFUSED: (readonly [add: () => unknown, reason: RegExp])[] = [
    [
      () => grown.addHost({ name: 'x', groups: ['-'], variables: {}, place }),
      /`-` cannot be the name of a group/,
    ],
    [() => grown.addToGroup({ host: 'x', group: 'late', parents: [], place }), /`x` is not in the inventory/],
    [
      () => grown.addToGroup({ host: 'a', group: 'late', parents: ['late'], place }),
      /`late` cannot be a child of `late`/,
    ],
    [
      () => grown.addToGroup({ host: 'a', group: 'all', parents: ['web'], place }),
      /`all` cannot be a child of `web`/,
    ],
  ]
  for (const [add, reason] of REFUSED) assert.throws(add, reason)
  assert.is(grown.hosts, before)
  assert.equal([...grown.groups.keys()], ['all', 'ungrouped', 'web', 'db'])
})

test.run()
