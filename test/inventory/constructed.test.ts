import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Inventory } from '../../src/inventory/inventory.ts'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

// test/differential/inventories.ts compares Ansible's own form with Ansible.

const HOSTS = `all:
  hosts:
    web1: { region: eu, size: 2, note: "{{ region }}-x" }
    web2: { region: us }
`

function folderWith(constructed: string): string {
  return folderOf({ '1.yml': HOSTS, '2.yml': `plugin: constructed\n${constructed}` })
}

const load = (constructed: string): Inventory => loadInventory([folderWith(constructed)])

function varsOf(inventory: Inventory, host: string): Record<string, unknown> {
  return Object.assign({}, ...(inventory.hosts.get(host)?.layers ?? []).map(layer => plainVars(layer.vars)))
}

test('expressions can be written in CEL, and see rendered variables', () => {
  const inventory = load(`
compose:
  where: default(zone, region + "-a")
  shown: note
  big: !expr "defined(size) && size > 1"
  fixed: 5
groups:
  europe: region == "eu"
  never: region == "none" || region == "nowhere"
keyed_groups:
  - { key: 'region + "." + inventory_hostname_short', prefix: at, parent_group: "in_{{ region }}" }
`)
  assert.equal(varsOf(inventory, 'web1'), {
    ...{ region: 'eu', size: 2, note: '{{ region }}-x' },
    ...{ where: '!unsafe eu-a', shown: '!unsafe eu-x', big: true, fixed: 5 },
  })
  assert.equal(Object.fromEntries(inventory.groups), {
    all: ['web1', 'web2'],
    ungrouped: [],
    europe: ['web1'],
    at_eu_web1: ['web1'],
    in_eu: ['web1'],
    at_us_web2: ['web2'],
    in_us: ['web2'],
  })
})

test('an expression that cannot be evaluated for a host is skipped, unless the file is strict', () => {
  const text =
    'compose: {double: size * 2}\ngroups: {big: size > 1}\nkeyed_groups: [{key: size, prefix: s}]\n'
  const inventory = load(text)
  assert.equal(varsOf(inventory, 'web1').double, 4)
  assert.not('double' in varsOf(inventory, 'web2'))
  assert.equal(
    [inventory.groups.get('big'), inventory.groups.get('s_2'), inventory.groups.get('ungrouped')],
    [['web1'], ['web1'], ['web2']],
  )
  const folder = folderWith(`strict: true\n${text}`)
  assert.equal(
    problemsOf(() => loadInventory([folder]), folder),
    [
      '2.yml:3:19 `double` cannot be evaluated for web2: there is no variable `size`\n  size * 2\n  ^ (quote it if it is text: `"size"`; test whether a variable exists with `defined(size)`)',
    ],
  )
})

const WRONG: readonly (readonly [what: string, text: string, problems: readonly string[]])[] = [
  [
    'Jinja that has no equivalent',
    'compose: {x: region | tojson_pretty}\n',
    [
      '2.yml:2:14 `compose` of `x` cannot be translated: the filter `tojson_pretty` is Jinja, and CEL has no equivalent (write it with the functions of `docs/values.md`: `lower(name)`, `default(zone, "none")`, `x == 1 ? "a" : "b"`)',
    ],
  ],
  [
    'braces',
    'groups: {x: "{{ region }}"}\n',
    ['2.yml:2:13 `groups` of `x` is already an expression and takes no `{{ }}`: `{{ region }}`'],
  ],
  [
    'several errors at once',
    'strict: maybe\nkeyed_groups: [{key: region, prefix: [a]}]\ngroups: []\n',
    [
      '2.yml:2:9 `strict` must be true or false, got `maybe`',
      '2.yml:4:9 `groups` must be a map of names and expressions, got a list',
      '2.yml:3:38 `prefix` must be text, got a list',
    ],
  ],
  [
    'entries of `keyed_groups`',
    'keyed_groups: [{prefix: a}, 5, {key: a, seperator: b}, {key: a, default_value: b, trailing_separator: false}]\n',
    [
      '2.yml:2:16 this entry of `keyed_groups` has no `key`',
      '2.yml:2:29 `keyed_groups` must be a list of maps, got `5` in it (such as `- {key: region, prefix: region}`)',
      '2.yml:2:41 an entry of `keyed_groups` cannot have `seperator` (did you mean `separator`?)',
      '2.yml:2:56 `default_value` and `trailing_separator` exclude each other',
    ],
  ],
  [
    'an unknown key, and the name of a variable',
    'composes: {}\ncompose: {a-b: 1, c: [1]}\n',
    [
      '2.yml:2:1 a constructed inventory cannot have `composes` (did you mean `compose`?)',
      '2.yml:3:11 `a-b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      '2.yml:3:22 `compose` of `c` must be an expression, got a list (such as `region + "-" + zone`; quote a text twice: `"\'text\'"`)',
    ],
  ],
  [
    'a key that cannot be part of a group name',
    'keyed_groups: [{key: size > 1}]\n',
    [
      '2.yml:2:16 `keyed_groups` names groups after a text, a list or a map; for web1 the key is `true` (make it a text with `string`)',
    ],
  ],
  [
    'an expression with a syntax error',
    'groups: {x: "region =="}\n',
    ['2.yml:2:23 the expression ends too early\n  region ==\n           ^'],
  ],
]

for (const [what, text, expected] of WRONG) {
  test(`refused with a place: ${what}`, () => {
    const folder = folderWith(text)
    assert.equal(
      problemsOf(() => loadInventory([folder]), folder),
      expected,
    )
  })
}

test('circular parent groups are refused', () => {
  const folder = folderWith(
    'keyed_groups: [{key: "\'a\'", separator: "", parent_group: b}, {key: "\'b\'", separator: "", parent_group: a}]\n',
  )
  assert.equal(
    problemsOf(() => loadInventory([folder]), folder),
    [
      '2.yml:2:16 the groups `a` → `b` → `a` are children of each other (remove one of them from the `children` of its predecessor)',
    ],
  )
})

test.run()
