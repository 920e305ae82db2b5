import { symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { implicitLocalhost, loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plain, plainVars, problemsOf } from '../kit/project-files.ts'

const load = (text: string): Inventory => loadInventory([join(folderOf({ 'hosts.yml': text }), 'hosts.yml')])

/** The effective variables of a host. */
function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  return Object.assign({}, ...(inventory.hosts.get(host)?.layers ?? []).map(layer => plainVars(layer.vars)))
}

const groupsOf = (inventory: Inventory): object => Object.fromEntries(inventory.groups)

test('groups contain the hosts of their children, in file order', () => {
  const inventory = load(`
all:
  hosts:
    lonely:
  children:
    site:
      children:
        web:
          hosts:
            web[1:2]:
        db:
          hosts: { db1: { x: 1 }, web2: }
    empty:
`)
  assert.equal([...inventory.hosts.keys()], ['lonely', 'web1', 'web2', 'db1'])
  assert.equal(groupsOf(inventory), {
    all: ['lonely', 'web1', 'web2', 'db1'],
    ungrouped: ['lonely'],
    site: ['web1', 'web2', 'db1'],
    web: ['web1', 'web2'],
    // In Ansible's order, because the first host of a group is often significant.
    db: ['db1', 'web2'],
    empty: [],
  })
  assert.equal(inventory.hosts.get('web2')?.groups, ['all', 'site', 'db', 'web'])
  assert.equal(inventory.hosts.get('lonely')?.groups, ['all', 'ungrouped'])
})

test('hosts of a group come before those of its children, level by level', () => {
  const inventory = load(`
all:
  children:
    site: { children: { web: { hosts: { web1: } }, db: { hosts: { db1: } } } }
    other: { hosts: { o1: } }
    zone: { children: { deep: { children: { deeper: { hosts: { dd: } } }, hosts: { d1: } } }, hosts: { z1: } }
  hosts: { lonely: }
top: { hosts: { t1: , o1: } }
`)
  assert.equal(inventory.groups.get('all'), ['lonely', 'o1', 'z1', 't1', 'web1', 'db1', 'd1', 'dd'])
  assert.equal(inventory.groups.get('zone'), ['z1', 'd1', 'dd'])
})

test('groups can be defined at the top level, and refer to each other before their definition', () => {
  const inventory = load('site: {children: {web: , db: }}\nweb: {hosts: {w: }}\ndb: {hosts: {d: }}\n')
  assert.equal(groupsOf(inventory), {
    all: ['w', 'd'],
    ungrouped: [],
    site: ['w', 'd'],
    web: ['w'],
    db: ['d'],
  })
})

test('hosts and children may be a list or one name, as in `ansible-inventory --list`', () => {
  const inventory = load(
    JSON.stringify({
      _meta: { hostvars: { a: { ansible_host: '10.0.0.1' }, b: {} } },
      all: { children: ['ungrouped', 'web', 'one'] },
      web: { hosts: ['a', 'b'] },
      plain: ['b'],
      one: { hosts: 'c' },
    }),
  )
  assert.equal(groupsOf(inventory), {
    all: ['a', 'b', 'c'],
    ungrouped: [],
    web: ['a', 'b'],
    one: ['c'],
    plain: ['b'],
  })
  assert.equal(varsOf(inventory, 'a'), { ansible_host: '10.0.0.1' })
})

test('output of `ansible-inventory --list --yaml` is read', () => {
  const inventory = load(`
all:
  children:
    web:
      hosts:
        web1:
          ansible_host: 10.0.0.1
          ansible_port: 2222
          domain: example.com
          users: [a, b]
        web2:
          domain: example.com
    ungrouped:
      hosts:
        alone: {}
    prod:
      children:
        web:
          hosts:
            web1: {}
            web2: {}
`)
  assert.equal(inventory.hosts.get('web1')?.groups, ['all', 'prod', 'web'])
  assert.equal(groupsOf(inventory), {
    all: ['alone', 'web1', 'web2'],
    ungrouped: ['alone'],
    web: ['web1', 'web2'],
    prod: ['web1', 'web2'],
  })
  assert.is(varsOf(inventory, 'web1').ansible_port, 2222)
})

test('a host name may have a port, and may be an IPv6 address', () => {
  const inventory = load(
    'all:\n  hosts:\n    web[1:2].lan:2222:\n    "2001:db8::1":\n    "[2001:db8::2]:22": {port: 23}\n',
  )
  assert.equal([...inventory.hosts.keys()], ['web1.lan', 'web2.lan', '2001:db8::1', '2001:db8::2'])
  assert.equal(varsOf(inventory, 'web2.lan'), { port: 2222 })
  assert.equal(varsOf(inventory, '2001:db8::2'), { port: 23 })
})

test("variables are layered in Ansible's order", () => {
  const vars = (name: string): string => `${name}: 1\nby: ${name}\n`
  const folder = folderOf({
    'inventory/hosts.yml': `
all:
  vars: { by: file_all, file_all: 1 }
  children:
    parent:
      vars: { by: file_parent, file_parent: 1 }
      children:
        child:
          vars: { by: file_child, file_child: 1 }
          hosts:
            node: { by: file_host, file_host: 1 }
`,
    'inventory/group_vars/all.yml': vars('all_beside_inventory'),
    'inventory/group_vars/parent': vars('parent_beside_inventory'),
    'inventory/group_vars/child/b.yml': vars('child_b_beside_inventory'),
    'inventory/group_vars/child/a.json': '{"child_a_beside_inventory": 1, "by": "a"}',
    'inventory/group_vars/child/.hidden.yml': 'broken: [',
    'inventory/group_vars/child/old.yml~': 'broken: [',
    'inventory/group_vars/child/notes.md': 'broken: [',
    'inventory/group_vars/child/folder.yml/a.yml': 'broken: [',
    'inventory/group_vars/other.yml': 'broken: [',
    'inventory/host_vars/node.yaml': vars('host_beside_inventory'),
    'playbooks/group_vars/all.yml': vars('all_beside_playbook'),
    'playbooks/group_vars/parent.yml': vars('parent_beside_playbook'),
    'playbooks/host_vars/node.yml': vars('host_beside_playbook'),
  })
  const inventory = loadInventory([join(folder, 'inventory')], { playbookDir: join(folder, 'playbooks') })
  const layers = inventory.hosts.get('node')?.layers ?? []
  assert.equal(
    layers.map(({ title }) => title),
    [
      'hosts.yml, group all',
      'hosts.yml, group parent',
      'hosts.yml, group child',
      'group_vars/all.yml',
      'group_vars/all.yml',
      'group_vars/parent',
      'group_vars/child/a.json',
      'group_vars/child/b.yml',
      'group_vars/parent.yml',
      'hosts.yml, host node',
      'host_vars/node.yaml',
      'host_vars/node.yml',
    ],
  )
  const names = layers.map(({ vars: each }) => [...each.keys()].find(name => name !== 'by'))
  assert.equal(names, [
    'file_all',
    'file_parent',
    'file_child',
    'all_beside_inventory',
    'all_beside_playbook',
    'parent_beside_inventory',
    'child_a_beside_inventory',
    'child_b_beside_inventory',
    'parent_beside_playbook',
    'file_host',
    'host_beside_inventory',
    'host_beside_playbook',
  ])
  assert.is(varsOf(inventory, 'node').by, 'host_beside_playbook')
  assert.equal(
    inventory.localhostLayers.map(({ vars: each }) => [...each.keys()].find(name => name !== 'by')),
    ['file_all', 'all_beside_inventory', 'all_beside_playbook'],
  )
  assert.is(inventory.files.length, 9)
})

test('of groups at the same depth the name decides, unless they have a priority', () => {
  const text = (extra: string): string =>
    `a: {hosts: {n: }, vars: {x: a${extra}}}\nb: {hosts: {n: }, vars: {x: b}}\nc: {children: {d: {hosts: {n: }, vars: {x: d}}}}\n`
  assert.is(varsOf(load(text('')), 'n').x, 'd')
  const inventory = load(
    'a: {hosts: {n: }, vars: {x: a, ansible_group_priority: 10}}\nb: {hosts: {n: }, vars: {x: b}}\n',
  )
  assert.equal(varsOf(inventory, 'n'), { x: 'a' })
})

test('the depth of a group with two parents is that of the longer path', () => {
  const inventory = load(
    'x: {children: {y: {children: {z: }}}}\nz: {hosts: {n: }, vars: {v: z}}\na: {children: {z: }}\ny: {vars: {v: y}}\n',
  )
  assert.equal(inventory.hosts.get('n')?.groups, ['all', 'a', 'x', 'y', 'z'])
  assert.is(varsOf(inventory, 'n').v, 'z')
})

test('several inventories are merged in order, and variables of later ones win', () => {
  const folder = folderOf({
    'one.yml': 'web: {hosts: {w1: {v: 1, a: 1}}, vars: {g: 1}}',
    'two.yml': 'web: {hosts: {w2: , w1: {v: 2}}, vars: {g: 2}}',
  })
  const inventory = loadInventory([join(folder, 'one.yml'), join(folder, 'two.yml'), 'x1,x[2:3],'])
  assert.equal(groupsOf(inventory), {
    all: ['x1', 'x2', 'x3', 'w1', 'w2'],
    ungrouped: ['x1', 'x2', 'x3'],
    web: ['w1', 'w2'],
  })
  assert.equal(varsOf(inventory, 'w1'), { g: 2, v: 2, a: 1 })
})

test('a folder is read as its YAML and JSON files in name order, without files that Ansible skips', () => {
  const folder = folderOf({
    '20-b.yml': 'b: {hosts: {b1: }}',
    '10-a.yaml': 'a: {hosts: {a1: }}',
    '30-c.json': '{"c": {"hosts": {"c1": {}}}}',
    'more/d.yml': 'd: {hosts: {d1: }}',
    'yaml-without-a-suffix': 'e:\n  hosts:\n    e1:\n',
    '.hidden.yml': 'broken: [',
    'old.yml~': 'broken: [',
    'old.yml.bak': 'broken: [',
    'README.md': '# hosts',
    'key.pem': 'a key',
    'group_vars/a.yml': 'x: 1',
    'host_vars/d1.yml': 'y: 1',
  })
  symlinkSync(folder, join(folder, 'more', 'again'))
  const inventory = loadInventory([folder])
  assert.equal([...inventory.hosts.keys()], ['a1', 'b1', 'c1', 'd1', 'e1'])
  assert.equal(varsOf(inventory, 'a1'), { x: 1 })
  assert.equal(varsOf(inventory, 'd1'), { y: 1 })
})

test('the implicit localhost has the variables of `all`, its own, and a local connection', () => {
  const folder = folderOf({
    'hosts.yml': 'all: {vars: {x: 1}, hosts: {n: {y: 2}}}',
    'host_vars/localhost.yml': 'z: 3',
  })
  const inventory = loadInventory([join(folder, 'hosts.yml')])
  const { name, groups, layers } = implicitLocalhost(inventory)
  assert.equal({ name, groups }, { name: 'localhost', groups: [] })
  assert.equal(
    layers.map(layer => plainVars(layer.vars)),
    [{ x: 1 }, { z: 3 }, { connection: 'local', ansible_connection: 'local' }],
  )
  assert.equal(
    implicitLocalhost().layers.map(layer => layer.title),
    ['the implicit localhost'],
  )
})

test('values keep their tags and places', () => {
  const inventory = load('all:\n  hosts:\n    n:\n      p: !secret {env: P}\n      m: 0644\n')
  const vars = inventory.hosts.get('n')?.layers[0]?.vars
  assert.equal(plain(vars?.get('p')), ['!secret', { env: 'P' }])
  assert.is(vars?.get('m')?.place.line, 5)
  assert.is(inventory.hosts.get('n')?.place.line, 3)
})

const wrong: [what: string, text: string, expected: string[]][] = [
  [
    'a list',
    '- all',
    [
      'hosts.yml:1:1 an inventory must be a map of groups, got a list (begin with `all:`, and below it `hosts:` or `children:`)',
    ],
  ],
  [
    'unknown keys in groups, all of them',
    'all:\n  host:\n    n:\n  children:\n    web:\n      n2:\n',
    [
      'hosts.yml:2:3 the group `all` cannot have `host` (did you mean `hosts`?)',
      'hosts.yml:6:7 the group `web` cannot have `n2` (a group has `hosts`, `children` and `vars`; a nested group goes below `children:`)',
    ],
  ],
  [
    'a group that is a string',
    'web: node1',
    ['hosts.yml:1:6 the group `web` must be a map, got `node1` (with `hosts`, `children` and `vars`)'],
  ],
  [
    'a host whose variables are a list',
    'web: {hosts: {n: [a]}}',
    [
      'hosts.yml:1:18 the host `n` must be a map of names and values, got a list (write each as `name: value`)',
    ],
  ],
  [
    'a list of hosts that are maps',
    'web: {hosts: [{n: }]}',
    [
      'hosts.yml:1:15 `hosts` of `web` must be a map of names, got a map in it (write each name as a key: `node1:`)',
    ],
  ],
  [
    'a host with two addresses',
    'a: {hosts: {n: {address: 10.0.0.1}}}\nb: {hosts: {n: {ansible_host: 10.0.0.2}}}\n',
    [
      'hosts.yml:2:31 the host `n` has two addresses: `10.0.0.1` (hosts.yml:1:26) and `10.0.0.2` (remove one of them, or give the other machine its own name)',
    ],
  ],
  [
    'circular groups',
    'a: {children: {b: }}\nb: {children: {c: }}\nc: {children: {b: }}\n',
    [
      'hosts.yml:3:16 the groups `b` → `c` → `b` are children of each other (remove one of them from the `children` of its predecessor)',
    ],
  ],
  [
    'a group that is its own child',
    'a: {children: {a: }}',
    [
      'hosts.yml:1:16 the groups `a` → `a` are children of each other (remove one of them from the `children` of its predecessor)',
    ],
  ],
  [
    '`all` below a group',
    'a: {children: {all: }}',
    ['hosts.yml:1:16 `all` cannot be a child of `a`: every group is below `all`'],
  ],
  [
    'host names that a shell, ssh or a pattern would misread',
    'all: {hosts: {"-oProxyCommand=x": , "a b": , "$(id)": , "..": , "a/b": , "!x": , "n[3:1]": , "n:70000": }}',
    [
      ...['-oProxyCommand=x:1:15', 'a b:1:37', '$(id):1:46', '..:1:57', 'a/b:1:65', '!x:1:74'].map(each => {
        const [, name, place] = /^(.*):(\d+:\d+)$/.exec(each) ?? []
        return `hosts.yml:${place} \`${name}\` cannot be the name of a host (letters, digits, \`.\`, \`_\` and \`-\`, beginning with a letter or digit; or an IPv6 address)`
      }),
      'hosts.yml:1:82 the range `[3:1]` ends before it begins (such as `node[1:3]` or `www[01:50:2]`)',
      'hosts.yml:1:94 the port of `n:70000` must be a number from 1 to 65535',
    ],
  ],
  [
    'group names that a pattern would misread',
    '"web:db": {}\n"!web": {}\n-x: {}\n',
    ['web:db:1:1', '!web:2:1', '-x:3:1'].map(each => {
      const [, name, place] = /^(.*):(\d+:\d+)$/.exec(each) ?? []
      return `hosts.yml:${place} \`${name}\` cannot be the name of a group (letters, digits, \`_\`, \`-\` and \`.\`, beginning with a letter or digit)`
    }),
  ],
  [
    'addresses and users that a shell or ssh would misread',
    'all:\n  vars: {ansible_user: -lroot}\n  hosts:\n    a: {address: -oX}\n    b: {user: "x;y"}\n    c: {address: "{{ x }}", user: "DOM\\\\u"}\n',
    [
      'hosts.yml:2:24 `-lroot` cannot be a user (`ansible_user` must not begin with a dash or contain spaces or shell characters)',
      'hosts.yml:4:18 `-oX` cannot be an address (`address` must not begin with a dash or contain spaces or shell characters)',
      'hosts.yml:5:15 `x;y` cannot be a user (`user` must not begin with a dash or contain spaces or shell characters)',
    ],
  ],
  [
    'variable names that cannot be used',
    'all: {vars: {my-var: 1}}',
    [
      'hosts.yml:1:14 `my-var` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `my_var`)',
    ],
  ],
  [
    'a priority that is not a number',
    'a: {vars: {ansible_group_priority: high}}',
    ['hosts.yml:1:36 `ansible_group_priority` must be a whole number, got `high`'],
  ],
  [
    'an Ansible plugin',
    'plugin: amazon.aws.aws_ec2\nregions: [eu-west-1]\n',
    [
      'hosts.yml:1:1 Drover does not have the inventory plugin `amazon.aws.aws_ec2` (list its hosts in TypeScript, in `hosts.ts` next to it (docs/inventories.md); `ansible-inventory -i hosts.yml --list --yaml > hosts.yml` converts the current hosts)',
    ],
  ],
]

for (const [what, text, expected] of wrong) {
  test(`${what}: refused with a place and a hint`, () => {
    const folder = folderOf({ 'hosts.yml': text })
    assert.equal(
      problemsOf(() => loadInventory([join(folder, 'hosts.yml')]), folder),
      expected,
    )
  })
}

test('a host with two addresses is detected across files', () => {
  const folder = folderOf({
    'a.yml': 'a: {hosts: {n: {address: 10.0.0.1}}}',
    'b.yml': 'a: {hosts: {n: {address: 10.0.0.1}}}',
    'c.yml': 'a: {hosts: {n: {address: 10.0.0.3}}}',
  })
  assert.equal(
    problemsOf(() => loadInventory([folder]), folder),
    [
      'c.yml:1:26 the host `n` has two addresses: `10.0.0.1` (b.yml:1:26) and `10.0.0.3` (remove one of them, or give the other machine its own name)',
    ],
  )
})

test('a TOML inventory is refused with the command that converts it to YAML', () => {
  const folder = folderOf({ 'hosts.toml': '[web.hosts]\n' })
  for (const path of [folder, join(folder, 'hosts.toml')])
    assert.equal(
      problemsOf(() => loadInventory([path]), folder),
      [
        'hosts.toml:1:1 `hosts.toml` is TOML, but Drover reads inventories in YAML, INI, TypeScript and from programs (`ansible-inventory -i hosts.toml --list --yaml > hosts.yml` converts it to YAML)',
      ],
    )
})

test('a missing inventory, or a folder without one, is refused', () => {
  const folder = folderOf({ 'empty/README.md': '', 'nothing.yml': '# none yet\n' })
  assert.equal(
    problemsOf(() => loadInventory([join(folder, 'web1')]), folder),
    ['there is no inventory `web1` (a list of hosts needs a comma, even for a single host: `-i web1,`)'],
  )
  assert.equal(
    problemsOf(() => loadInventory([join(folder, 'empty')]), folder),
    ['the inventory folder `empty` contains no inventory (make empty/hosts.yml)'],
  )
  assert.is(loadInventory([join(folder, 'nothing.yml')]).hosts.size, 0)
})

test('two variable files for one name are refused, because Ansible would read only one of them', () => {
  const folder = folderOf({
    'hosts.yml': 'web: {hosts: {n: }}',
    'group_vars/web.yml': 'a: 1',
    'group_vars/web/b.yml': 'b: 1',
  })
  assert.equal(
    problemsOf(() => loadInventory([join(folder, 'hosts.yml')]), folder),
    [
      '`group_vars/web` and `web.yml` both contain the variables of `web` (Ansible would read only the first: merge them, or move both into a folder `web/`)',
    ],
  )
})

test('errors of several files are reported at once', () => {
  const folder = folderOf({ 'a.yml': 'a: 1', 'b.yml': '- b', 'c.yml': 'c: {hosts: {n: }}' })
  assert.equal(
    problemsOf(() => loadInventory([folder, '-x,']), folder),
    [
      'a.yml:1:4 the group `a` must be a map, got `1` (with `hosts`, `children` and `vars`)',
      'b.yml:1:1 an inventory must be a map of groups, got a list (begin with `all:`, and below it `hosts:` or `children:`)',
      '--inventory:1:1 `-x` cannot be the name of a host (letters, digits, `.`, `_` and `-`, beginning with a letter or digit; or an IPv6 address)',
    ],
  )
})

test('an error in the variables of a group is reported once, however many hosts it has', () => {
  const folder = folderOf({
    'hosts.yml': 'web: {hosts: {"w[1:9]": }}\ndb: {hosts: {"d[1:9]": }}',
    'group_vars/web.yml': 'a: b: c\n',
    'group_vars/db/a.yml': '- 1\n',
    'host_vars/d3.yml': 'user: "-x"\n',
  })
  assert.equal(
    problemsOf(() => loadInventory([join(folder, 'hosts.yml')]), folder),
    [
      'group_vars/web.yml:1:4 broken YAML: nested mappings are not allowed in compact mappings\n  a: b: c\n     ^ (quote a value that holds `: `; otherwise the next line is indented too far)',
      'group_vars/db/a.yml:1:1 a file of variables must be a map of names and values, got a list (write each as `name: value`)',
      'host_vars/d3.yml:1:7 `-x` cannot be a user (`user` must not begin with a dash or contain spaces or shell characters)',
    ],
  )
})

test('an inventory of ten thousand hosts is read', () => {
  const inventory = load('web: {hosts: {"w[00001:10000]": }, vars: {x: 1}}')
  assert.is(inventory.hosts.size, 10_000)
  assert.is(inventory.groups.get('web')?.length, 10_000)
})

test.run()
