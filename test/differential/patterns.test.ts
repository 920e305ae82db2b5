import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { InputError } from '../../src/errors.ts'
import { chooseHosts } from '../../src/inventory/choose-hosts.ts'
import { loadInventory } from '../../src/inventory/load.ts'

const INVENTORY = `
all:
  hosts: { lonely: , "2001:db8::1": , "2001:db8::2": }
  children:
    etcd: { hosts: { "node[1:3]": } }
    web: { hosts: { "web[01:03].paris": , "web[01:02].oslo": , node2: } }
    paris: { hosts: { "web[01:03].paris": } }
    a: { hosts: { "[a:z].test": } }
    empty: {}
`

/** Patterns that both tools read in the same way. */
const ALIKE = `
all|*|etcd|node1|lonely|ungrouped|localhost|2001:db8::1|2001:db8::1,node1|node1,2001:db8::2
web[0]|web[1]|web[-1]|web[-2]|web[0:1]|web[1:]|web[2:3]|web[1-2]|web[00]|web[01:02]|web[0:0]|web[1:99]|etcd[9:]|etcd[2:1]
a[0]|a[2:3]|a[-1]|a[20:]|a[25:]|a[24:25]|all[0]|all[-1]|*[1:2]|et*[0]|web*[0]|*.paris[0]|*.paris[-1]
a, etcd|a , etcd| a,etcd ,web[1:2] |a:etcd| a : etcd |etcd:web:paris[0:1]
node3:node1|node3,node1|node2,etcd|web,etcd|etcd,web|node1 node3|node3 node1|web[0] web[1]|etcd[0]:etcd[2]
web !node2|web:!node2|web,!node2|web, !node2|!node2 web|!node2:web|web !web[0]|etcd:!etcd[0]|all:!web:!etcd|!web|!*|!web !etcd
web &etcd|web:&etcd|web,&etcd|&etcd:web|&etcd|&etcd &web|web:&etcd:!node2|etcd:&etcd[1:]|web &paris !web02*
~node[12]|~(node1|node3)|~.*paris|~^node|~web\\d+\\.(paris|oslo)|~et|web !~.*oslo|web:!~node.|!~web
web*|web0[1-2].oslo|et?d|[en]*|web*.oslo|web*:!*.paris|*.paris,etcd|web*.paris, !web0[12]*|web0?.*
nope,node1|nope:node1|node1 nope|etcd:!nope*|2001*
`
  .split('\n')
  .flatMap(line => line.split(/(?<!\([^)]*)\|/))
  .filter(pattern => pattern !== '')

/**
 * Patterns that match no host in Ansible, although its guide documents them (the first four) or although names in an
 * inventory have that form.
 */
const MORE: readonly (readonly [pattern: string, hosts: readonly string[]])[] = [
  ['etcd[:1]', ['node1', 'node2']],
  ['etcd[-2:]', ['node2', 'node3']],
  ['etcd[1:-1]', ['node2', 'node3']],
  ['etcd[:-2]', ['node1', 'node2']],
  ['node[1:2]', ['node1', 'node2']],
]

const folder = mkdtempSync(join(tmpdir(), 'drover-patterns-'))
const file = join(folder, 'hosts.yml')
writeFileSync(file, INVENTORY)
const inventory = loadInventory([file])
const theirs = byAnsible([...ALIKE, ...MORE.map(([pattern]) => pattern)])

for (const pattern of ALIKE) {
  test(`\`${pattern}\` matches the same hosts as in Ansible, in the same order`, () => {
    assert.equal(ours(pattern), theirs.get(pattern))
  })
}

for (const [pattern, hosts] of MORE) {
  test(`\`${pattern}\` matches hosts that it does not match in Ansible`, () => {
    assert.equal(theirs.get(pattern), [])
    assert.equal(ours(pattern), hosts)
  })
}

test.after(() => rmSync(folder, { recursive: true, force: true }))

test.run()

/** Returns no hosts for a pattern that matches none: Ansible warns about it, Drover refuses it. */
function ours(pattern: string): string[] {
  try {
    return chooseHosts(pattern, inventory, { file, line: 1, column: 1 })
  } catch (error) {
    if (error instanceof InputError && error.message.startsWith('no host or group')) return []
    throw error
  }
}

function byAnsible(patterns: readonly string[]): Map<string, string[]> {
  const script = `
import json, sys
from ansible.parsing.dataloader import DataLoader
from ansible.inventory.manager import InventoryManager
inventory = InventoryManager(DataLoader(), [sys.argv[1]])
patterns = json.load(sys.stdin)
print(json.dumps([[pattern, [host.name for host in inventory.get_hosts(pattern)]] for pattern in patterns]))
`
  const { stdout, stderr } = spawnSync('/usr/bin/python3', ['-c', script, file], {
    input: JSON.stringify(patterns),
    encoding: 'utf8',
    env: { ...process.env, LC_ALL: 'C.UTF-8' },
  })
  if (stdout === '') throw new Error(`Ansible's inventory said nothing: ${stderr}`)
  return new Map(JSON.parse(stdout))
}
