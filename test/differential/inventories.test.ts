import { spawnSync } from 'node:child_process'
import { chmodSync, existsSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { loadInventory } from '../../src/inventory/load.ts'
import { folderOf, plainVars } from '../kit/project-files.ts'
import { INVENTORIES } from './inventories.ts'
import { recordedOr } from './recorded.ts'

/**
 * The content of an inventory: the hosts of each group, including those of its children, and the variables of each
 * host.
 */
interface Content {
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly vars: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/** Reads all inventories in a single process, because Ansible takes a second to start. */
const READER = `
import json, sys
from ansible.inventory.manager import InventoryManager
from ansible.parsing.dataloader import DataLoader
from ansible.vars.manager import VariableManager

OWN = ('inventory_file', 'inventory_dir', 'inventory_hostname', 'inventory_hostname_short', 'group_names', 'groups', 'omit',
       'ansible_version', 'ansible_config_file', 'ansible_playbook_python', 'ansible_inventory_sources', 'ansible_facts', 'playbook_dir', 'vars')

def content(path):
    loader = DataLoader()
    inventory = InventoryManager(loader=loader, sources=[path])
    variables = VariableManager(loader=loader, inventory=inventory)
    groups = {name: sorted(host.name for host in group.get_hosts()) for name, group in inventory.groups.items()}
    vars = {}
    for host in inventory.get_hosts():
        merged = variables.get_vars(host=host, include_hostvars=False)
        vars[host.name] = {key: value for key, value in merged.items() if key not in OWN}
    return {'groups': groups, 'vars': vars}

print(json.dumps([content(path) for path in json.load(sys.stdin)], default=list))
`

const places = INVENTORIES.map(([, files]) => {
  const folder = folderOf(files)
  for (const [name, text] of Object.entries(files))
    if (text.startsWith('#!')) chmodSync(join(folder, name), 0o755)
  const [only = '', ...others] = Object.keys(files)
  return others.length > 0 ? folder : join(folder, only)
})
const theirs = recordedOr({ reader: READER, inventories: INVENTORIES }, () => byAnsible(places, true))

INVENTORIES.forEach(([title], nth) => {
  test(`an inventory has the same content as in Ansible: ${title}`, () => {
    assert.equal(ours(places[nth] ?? ''), theirs[nth])
  })
})

/**
 * Drover's own dialect translates expressions and keeps their types. In the dialect of Ansible their results are
 * strings, unless they are lists, maps or flags.
 */
const constructed = INVENTORIES.flatMap(([title, files], nth) =>
  JSON.stringify(files).includes('plugin:') ? [{ title, nth, files }] : [],
)
assert.ok(constructed.length >= 9, `${constructed.length}`)
const asText = recordedOr({ reader: READER, inventories: constructed, isNative: false }, () =>
  byAnsible(
    constructed.map(({ nth }) => places[nth] ?? ''),
    false,
  ),
)
constructed.forEach(({ title, nth }, at) => {
  test(`an inventory in the dialect of Ansible has the same content as in Ansible: ${title}`, () => {
    assert.equal(
      ours(places[nth] ?? '', () => 'ansible'),
      asText[at],
    )
  })
})

function ours(path: string, dialectOf?: () => 'ansible'): Content {
  const { hosts, groups } = loadInventory([path], { dialectOf })
  const vars = [...hosts.values()].map(({ name, layers }) => {
    const merged: Record<string, unknown> = Object.assign({}, ...layers.map(layer => plainVars(layer.vars)))
    const { port, ...others } = merged
    return [name, asPlain(port === undefined ? others : { ...others, ansible_port: port })] as const
  })
  const members = [...groups].map(([name, own]) => [name, [...own].sort()] as const)
  return { groups: Object.fromEntries(members), vars: Object.fromEntries(vars) }
}

/** Removes the mark of strings that Drover never renders. */
function asPlain(value: Record<string, unknown>): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value).replaceAll('"!unsafe ', '"'))
}

function byAnsible(paths: readonly string[], isNative: boolean): Content[] {
  for (const path of paths) assert.ok(existsSync(path))
  const { stdout, stderr, status } = spawnSync('/usr/bin/python3', ['-c', READER], {
    input: JSON.stringify(paths),
    encoding: 'utf8',
    env: {
      ...process.env,
      ANSIBLE_LOCALHOST_WARNING: 'False',
      ANSIBLE_DEPRECATION_WARNINGS: 'False',
      // Drover's own dialect keeps the types of values.
      ANSIBLE_JINJA2_NATIVE: String(isNative),
    },
  })
  if (status !== 0) throw new Error(stderr)
  return JSON.parse(stdout)
}

test.run()
