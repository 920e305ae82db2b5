import { InputError, type Place, showPlace } from '../errors.ts'
import type { VarsSource } from '../yaml/load.ts'
import type { Dialect } from '../yaml/reading.ts'
import { addressOf, checkLogin, readHostName } from './host-name.ts'
import type { VarsLayer } from './inventory.ts'

/** Groups and hosts as the files define them, before they are ordered. */
export interface Tree {
  readonly groups: Map<string, TreeGroup>
  readonly hosts: Map<string, TreeHost>
}

export interface TreeGroup {
  readonly hosts: Set<string>
  /** The child groups, with the place of the first mention of each. */
  readonly children: Map<string, Place>
  readonly layers: VarsLayer[]
  /** The value of `ansible_group_priority`: among groups of the same depth, the higher one takes precedence. */
  priority: number
}

interface TreeHost {
  readonly name: string
  readonly place: Place
  readonly layers: VarsLayer[]
  address?: { readonly value: string; readonly place: Place }
}

export function newTree(): Tree {
  const tree: Tree = { groups: new Map(), hosts: new Map() }
  for (const name of ['all', 'ungrouped']) groupOf(tree, name)
  return tree
}

/** An entry for one or several hosts in a file: a name, which may contain ranges. */
interface WrittenHosts {
  readonly written: string
  readonly place: Place
  readonly vars: VarsSource
  /** The name of the layer of its variables. */
  readonly title: string
  /** The language of the file. */
  readonly dialect?: Dialect | undefined
}

/** Adds the hosts that a name with ranges stands for to a group. Throws InputError. */
export function addHosts(
  tree: Tree,
  group: string,
  { written, place, vars, title, dialect }: WrittenHosts,
): void {
  checkLogin(vars)
  const { names, port } = readHostName(written, place)
  const portVariable = dialect === 'ansible' ? 'ansible_port' : 'port'
  const own: VarsSource = port === undefined ? vars : new Map([[portVariable, port], ...vars])
  const address = addressOf(own)
  for (const name of names) {
    const host = tree.hosts.get(name) ?? { name, place, layers: [] }
    tree.hosts.set(name, host)
    groupOf(tree, group).hosts.add(name)
    if (own.size > 0) host.layers.push({ title: `${title}, host ${name}`, vars: own })
    if (!address) continue
    if (host.address && host.address.value !== address.value) {
      throw new InputError(
        `the host \`${name}\` has two addresses: \`${host.address.value}\` (${showPlace(host.address.place)}) and \`${address.value}\``,
        { place: address.place, hint: 'remove one of them, or give the other machine its own name' },
      )
    }
    host.address = address
  }
}

/** Returns the group of that name, which is created if it does not exist. */
export function groupOf({ groups }: Tree, name: string): TreeGroup {
  const group = groups.get(name) ?? { hosts: new Set(), children: new Map(), layers: [], priority: 1 }
  groups.set(name, group)
  return group
}

/** Returns an independent copy of the tree. */
export function copyTree({ groups, hosts }: Tree): Tree {
  const copyGroup = (group: TreeGroup): TreeGroup => ({
    ...group,
    hosts: new Set(group.hosts),
    children: new Map(group.children),
    layers: [...group.layers],
  })
  return {
    groups: new Map([...groups].map(([name, group]) => [name, copyGroup(group)])),
    hosts: new Map([...hosts].map(([name, host]) => [name, { ...host, layers: [...host.layers] }])),
  }
}
