import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { Float } from '../../src/base/float.ts'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

const load = (text: string): Inventory => loadInventory([join(folderOf({ hosts: text }), 'hosts')])

function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  return Object.assign({}, ...(inventory.hosts.get(host)?.layers ?? []).map(layer => plainVars(layer.vars)))
}

test('hosts, groups, children and group variables are read', () => {
  const inventory = load(`
# the lab
lonely
[web]
web[01:03] ansible_user=deploy   # three of them
web1.example.com:2222 http_port=80 maxRequestsPerChild=808

[db] # a comment
db1 ansible_host=10.0.0.9
  web01
[site:vars]
; another comment
ntp = ntp.example.com
name = "a b" # kept
list=[1, 'two', {"three": (3,)}]
[site:children]
web
db # the store
[web:vars]
ansible_group_priority=10
`)
  assert.equal(Object.fromEntries(inventory.groups), {
    all: ['lonely', 'web01', 'web02', 'web03', 'web1.example.com', 'db1'],
    ungrouped: ['lonely'],
    web: ['web01', 'web02', 'web03', 'web1.example.com'],
    db: ['db1', 'web01'],
    site: ['web01', 'web02', 'web03', 'web1.example.com', 'db1'],
  })
  assert.equal(varsOf(inventory, 'web02'), {
    ansible_user: 'deploy',
    ntp: 'ntp.example.com',
    name: 'a b',
    list: [1, 'two', { three: [3] }],
  })
  assert.equal(varsOf(inventory, 'web1.example.com').port, 2222)
  assert.equal(varsOf(inventory, 'web1.example.com').http_port, 80)
  assert.equal(varsOf(load('h a=None b="None"'), 'h'), { a: null, b: null })
  assert.equal(varsOf(load('h a=1.0 b=[2.0]\n[all:vars]\nc=3.0'), 'h'), {
    a: new Float(1),
    b: [new Float(2)],
    c: new Float(3),
  })
})

test('the variables of a host line are split as by a shell, and a comment ends them', () => {
  const inventory = load(
    `h a="x y" b='["p", "q"]' c=it\\'s d="\\"q\\" \\$x" e=1#2 f='#' # g=1
[2001:db8::1]:22 a={{lookup_me}}`,
  )
  assert.equal(varsOf(inventory, 'h'), {
    a: 'x y',
    b: ['p', 'q'],
    c: "it's",
    d: '"q" \\$x',
    e: 1,
  })
  assert.equal(varsOf(inventory, '2001:db8::1'), { port: 22, a: '{{lookup_me}}' })
})

test('a variable has the place of its word', () => {
  const inventory = load('[web]\n  h  a=1 b="c"\n')
  const [layer] = inventory.hosts.get('h')?.layers ?? []
  assert.equal(layer?.vars.get('b')?.place.column, 10)
  assert.equal(layer?.vars.get('b')?.place.line, 2)
})

const WRONG: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
  [
    'all errors of a file at once',
    '[a b]\n[web:hosts2]\n[web]\nh x\nh "x=1\n-h\n[site:children]\nwbe\n[other:vars]\nx\na-b=1\n',
    [
      'hosts:1:1 `[a b]` is not a section (a section is `[group]`, `[group:children]` or `[group:vars]`, without spaces)',
      'hosts:2:1 a section of a group is `vars` or `children`, got `hosts2`',
      'hosts:4:3 `x` is not `name=value` (put a value with spaces into quotes; each host has its own line)',
      'hosts:5:1 a quote in this line is not closed',
      'hosts:6:1 `-h` cannot be the name of a host (letters, digits, `.`, `_` and `-`, beginning with a letter or digit; or an IPv6 address)',
      'hosts:10:1 `x` is not `name=value` (`[other:vars]` has one variable in each line)',
      'hosts:11:1 `a-b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      'hosts:8:1 `[site:children]` names the group `wbe`, which does not exist (declare it with a section `[wbe]`, which may be empty)',
      'hosts:9:1 `[other:vars]` names the group `other`, which does not exist (declare it with a section `[other]`, which may be empty)',
    ],
  ],
]

for (const [what, text, problems] of WRONG) {
  test(`errors are reported with their places: ${what}`, () => {
    const folder = folderOf({ hosts: text })
    assert.equal(
      problemsOf(() => loadInventory([join(folder, 'hosts')]), folder),
      problems,
    )
  })
}

test('a file is INI whatever its name, unless it contains YAML; a folder may contain both', () => {
  const folder = folderOf({
    'a.ini': 'not an inventory',
    a: 'a1 x=1',
    'b.yml': 'web: {hosts: {b1: }}',
    c: '[web]\nc1 a=1\n',
    'd/hosts': 'd1 x="a b" y=1\n',
  })
  assert.equal([...loadInventory([folder]).hosts.keys()].sort(), ['a1', 'b1', 'c1', 'd1'])
  const top = folderOf({ 'hosts/hosts.ini': 'h\n' })
  const settings = join(top, 'hosts')
  assert.equal(
    problemsOf(() => loadInventory([settings]), top),
    [
      'the inventory folder `hosts` contains no inventory (a file in INI is not read from a folder if its name ends in .ini: rename `hosts.ini`, or give `-i hosts/hosts.ini`)',
    ],
  )
  assert.equal([...loadInventory([join(settings, 'hosts.ini')]).hosts.keys()], ['h'])
})

test.run()
