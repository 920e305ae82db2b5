import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { chooseHosts } from '../../src/inventory/choose-hosts.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, problemsOf } from '../kit/project-files.ts'

const folder = folderOf({
  'hosts.yml': `
all:
  hosts: { lonely: , "2001:db8::1": , "2001:db8::2": }
  children:
    etcd: { hosts: { "node[1:3]": } }
    web: { hosts: { "web[01:03].paris": , "web[01:02].oslo": , node2: } }
    paris: { hosts: { "web[01:03].paris": } }
    empty: {}
`,
  limit: '# failed last time\nnode1\n\n  web01.* \n',
})
const inventory = loadInventory([join(folder, 'hosts.yml')])
const place = { file: 'site.yml', line: 1, column: 10 }
const paris = ['web01.paris', 'web02.paris', 'web03.paris']
const oslo = ['web01.oslo', 'web02.oslo']
const nodes = ['node1', 'node2', 'node3']
const six = ['2001:db8::1', '2001:db8::2']
const everyone = ['lonely', ...six, ...nodes, ...paris, ...oslo]

const rows: [pattern: string, expected: string[]][] = [
  ['all', everyone],
  ['*', everyone],
  ['etcd', nodes],
  ['node3:node1', ['node3', 'node1']],
  ['node3, node1 , node3', ['node3', 'node1']],
  ['node3 node1', ['node3', 'node1']],
  ['etcd !node2', ['node1', 'node3']],
  ['web &paris !web02*', ['web01.paris', 'web03.paris']],
  ['  etcd\t!node2 , lonely ', ['node1', 'node3', 'lonely']],
  ['~(node1| node2)', ['node1']],
  ['etcd:!node2', ['node1', 'node3']],
  ['!node2:etcd', ['node1', 'node3']],
  ['etcd:!node[1:2]', ['node3']],
  ['web:&etcd', ['node2']],
  ['&etcd:web', ['node2']],
  ['web:&paris:!web02*', ['web01.paris', 'web03.paris']],
  ['!web', ['lonely', ...six, 'node1', 'node3']],
  ['&etcd', nodes],
  ['all:!all', []],
  ['all:!localhost', everyone],
  ['empty', []],
  ['ungrouped', ['lonely', ...six]],
  ['web*.oslo', oslo],
  ['node?', nodes],
  ['node[13]', ['node1', 'node3']],
  ['node[!2]', ['node1', 'node3']],
  ['web0[1-2].oslo', oslo],
  ['node[1:2]', ['node1', 'node2']],
  ['node[1:3]', nodes],
  ['web[02:03].paris', ['web02.paris', 'web03.paris']],
  ['et*', nodes],
  ['*.paris,etcd', [...paris, ...nodes]],
  ['etcd[0]', ['node1']],
  ['etcd[-1]', ['node3']],
  ['etcd[1:2]', ['node2', 'node3']],
  ['etcd[1:]', ['node2', 'node3']],
  ['etcd[:1]', ['node1', 'node2']],
  ['etcd[0-1]', ['node1', 'node2']],
  ['etcd[:0]', ['node1']],
  ['etcd[-2:]', ['node2', 'node3']],
  ['etcd[-9:]', nodes],
  ['etcd[1:-1]', ['node2', 'node3']],
  ['etcd[0:-2]', ['node1', 'node2']],
  ['etcd[:-3]', ['node1']],
  ['etcd[2:1]', []],
  ['etcd[00]', ['node1']],
  ['etcd:!etcd[-2:]', ['node1']],
  ['etcd[1:99]', ['node2', 'node3']],
  ['etcd[5:9]', []],
  ['web*[0]', ['web01.paris']],
  ['all:!etcd[0]', everyone.filter(name => name !== 'node1')],
  ['~node[12]', ['node1', 'node2']],
  ['~(node|web)0?1(?:$|\\.o)', ['node1', 'web01.oslo']],
  ['~et', nodes],
  ['all:!~web', ['lonely', ...six, 'node1', 'node3']],
  ['2001:db8::1', ['2001:db8::1']],
  ['2001:db8::2,node1', ['2001:db8::2', 'node1']],
  ['all,!2001:db8::1', everyone.filter(name => name !== '2001:db8::1')],
  ['missing:node1', ['node1']],
  ['missing node1', ['node1']],
  ['localhost', ['localhost']],
  ['127.0.0.1', ['localhost']],
  ['etcd,localhost', [...nodes, 'localhost']],
  ['etcd:!nothing*', nodes],
]

for (const [pattern, expected] of rows) {
  test(`${pattern} selects ${expected.join(', ') || 'no host'}`, () => {
    assert.equal(chooseHosts(pattern, inventory, place), expected)
  })
}

const groups = 'the groups are `all`, `ungrouped`, `etcd`, `web`, `paris`, `empty`'

const wrong: [pattern: string, expected: string][] = [
  ['etdc', 'site.yml:1:10 no host or group matches `etdc` (did you mean `etcd`?)'],
  ['noed1', 'site.yml:1:10 no host or group matches `noed1` (did you mean `node1`?)'],
  ['mysql', `site.yml:1:10 no host or group matches \`mysql\` (${groups})`],
  ['etcd:!nod2', 'site.yml:1:10 no host or group matches `nod2` (did you mean `node2`?)'],
  ['etcd:&wbe', 'site.yml:1:10 no host or group matches `wbe` (did you mean `web`?)'],
  ['db*', `site.yml:1:10 no host or group matches \`db*\` (${groups})`],
  ['~ode', `site.yml:1:10 no host or group matches \`~ode\` (${groups})`],
  ['node[7:9]', `site.yml:1:10 no host or group matches \`node[7:9]\` (did you mean \`node1\`?)`],
  ['etcd[3]', 'site.yml:1:10 `etcd[3]` is out of range: 3 hosts match before the bracket'],
  [
    '~node(',
    'site.yml:1:10 `~node(` is not a valid regular expression: Invalid regular expression: /^(?:node()/: Unterminated group',
  ],
  ['', 'site.yml:1:10 the host pattern is empty (such as `all`)'],
  [' : ,', 'site.yml:1:10 the host pattern is empty (such as `all`)'],
  ['@limit', 'site.yml:1:10 `@limit` names a file, which is allowed only in `--limit`'],
]

for (const [pattern, expected] of wrong) {
  test(`\`${pattern}\` is refused`, () => {
    assert.equal(
      problemsOf(() => chooseHosts(pattern, inventory, place)),
      [expected],
    )
  })
}

test('`--limit` may name a file of patterns', () => {
  assert.equal(chooseHosts(`@${join(folder, 'limit')}`, inventory), ['node1', 'web01.paris', 'web01.oslo'])
  assert.equal(chooseHosts(`@${join(folder, 'limit')},!node1`, inventory), ['web01.paris', 'web01.oslo'])
})

test('a `--limit` that matches no host is refused', () => {
  writeFileSync(join(folder, 'blank'), '# none\n')
  const rows: [string, string][] = [
    ['etcd:!etcd', '`--limit etcd:!etcd` matches no host of the plays (see `--list-hosts` without a limit)'],
    ['empty', '`--limit empty` matches no host of the plays (see `--list-hosts` without a limit)'],
    [`@${folder}/blank`, 'the host pattern is empty (such as `all`)'],
    [
      `@${folder}/missing`,
      'the file `missing` of `--limit @missing` does not exist (the path is relative to the current folder; `@failed` selects the hosts that failed in the last run)',
    ],
  ]
  for (const [pattern, expected] of rows) {
    assert.equal(
      problemsOf(() => chooseHosts(pattern, inventory), folder),
      [expected],
    )
  }
})

test('unions, intersections and exclusions are set operations, in any order of the terms', () => {
  const names = ['h0', 'h1', 'h2', 'h3', 'h4']
  const groupNames = ['g0', 'g1', 'g2']
  const members = fc.dictionary(fc.constantFrom(...groupNames), fc.subarray(names), {
    minKeys: 3,
    maxKeys: 3,
    noNullPrototype: true,
  })
  const term = fc.tuple(fc.constantFrom('', '', '&', '!'), fc.constantFrom(...names, ...groupNames, 'all'))
  const pattern = fc.array(term, { minLength: 1, maxLength: 6 })
  fc.assert(
    fc.property(members, pattern, fc.constantFrom(',', ':'), (groupsOfHosts, terms, separator) => {
      const known = inventoryOf(names, groupsOfHosts)
      const meant = (name: string): string[] => (name === 'all' ? names : (groupsOfHosts[name] ?? [name]))
      const of = (sign: string): string[][] =>
        terms.filter(([each]) => each === sign).map(([, name]) => meant(name))
      const united = of('').length === 0 ? names : of('').flat()
      const expected = [...new Set(united)].filter(
        name =>
          of('&').every(others => others.includes(name)) && !of('!').some(others => others.includes(name)),
      )
      const text = terms.map(([sign, name]) => sign + name).join(separator)
      assert.equal(chooseHosts(text, known, place), expected)
    }),
  )
})

test('an index into a group selects as an array index does', () => {
  const names = Array.from({ length: 7 }, (_, index) => `h${index}`)
  const known = inventoryOf(names, { g: names })
  fc.assert(
    fc.property(fc.integer({ min: -7, max: 6 }), fc.nat(9), fc.nat(9), (single, from, to) => {
      assert.equal(chooseHosts(`g[${single}]`, known, place), [names.at(single)])
      assert.equal(chooseHosts(`g[${from}:${to}]`, known, place), names.slice(from, to + 1))
    }),
  )
})

test('any text selects hosts of the inventory once each, or is refused with one error', () => {
  const chars = fc.constantFrom(...'node1etcdweb*?[]:,!&~@()-0\\. ^$|+{}')
  fc.assert(
    fc.property(fc.string({ unit: chars, maxLength: 12 }), text => {
      let chosen: string[] = []
      const problems = problemsOf(() => {
        chosen = chooseHosts(text, inventory, place)
      })
      assert.ok(problems.length <= 1)
      for (const problem of problems) assert.match(problem, /^site\.yml:1:10 \S/)
      assert.equal([...new Set(chosen)], chosen)
      assert.equal(
        chosen.filter(name => ![...everyone, 'localhost'].includes(name)),
        [],
      )
    }),
  )
})

function inventoryOf(names: readonly string[], groupsOfHosts: Record<string, string[]>): Inventory {
  const somewhere = { file: 'x.yml', line: 1, column: 1 }
  return {
    hosts: new Map(names.map(name => [name, { name, place: somewhere, groups: ['all'], layers: [] }])),
    groups: new Map([['all', names], ...Object.entries(groupsOfHosts)]),
    localhostLayers: [],
    files: [],
  }
}

test.run()
