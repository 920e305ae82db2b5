import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import { groupTree } from './group-order.ts'
import type { Inventory, InventoryHost, VarsLayer } from './inventory.ts'
import type { SecretsFolders } from './secrets-folders.ts'
import type { Tree } from './tree.ts'
import type { VarsFolders } from './vars-folders.ts'

/** The folders with variables of groups and hosts, in addition to the inventory's own files. */
export interface Folders {
  readonly vars: VarsFolders
  readonly secrets: SecretsFolders
}

/** Hosts and groups in order, and the variables of the implicit `localhost`. */
export type Assembled = Pick<Inventory, 'hosts' | 'groups' | 'localhostLayers'>

/**
 * Assembles the content of the files: each host with its groups and the layers of its variables. A host that is
 * unchanged since `before` is returned as the same object. Throws InputError, or InputErrors with all errors in
 * files of variables.
 */
export function assemble(
  tree: Tree,
  { vars, secrets }: Folders,
  before: ReadonlyMap<string, InventoryHost> = new Map(),
): Assembled {
  const problems: Problems = []
  const members = new Map([...tree.groups.keys()].map(name => [name, new Set<string>()]))
  const hosts = new Map<string, InventoryHost>()
  const { groupsOf, hostsBelow } = groupTree(tree)
  const inFiles = (group: string): readonly VarsLayer[] => tree.groups.get(group)?.layers ?? []
  const localhostLayers = attempt(problems, () => [
    ...inFiles('all'),
    ...vars.group('all', 'inventory'),
    ...vars.group('all', 'playbook'),
    ...vars.host('localhost'),
    ...secrets('all'),
    ...secrets('localhost'),
  ])
  for (const host of tree.hosts.values()) {
    const names = groupsOf(host.name)
    for (const name of names) members.get(name)?.add(host.name)
    const others = names.filter(name => name !== 'all')
    const layers = attempt(problems, () => [
      ...inFiles('all'),
      ...others.flatMap(inFiles),
      ...vars.group('all', 'inventory'),
      ...vars.group('all', 'playbook'),
      ...vars.groups(others, 'inventory'),
      ...vars.groups(others, 'playbook'),
      ...host.layers,
      ...vars.host(host.name),
      ...[...names, host.name].flatMap(secrets),
    ])
    const next = { name: host.name, place: host.place, groups: names, layers: layers ?? [] }
    const last = before.get(host.name)
    hosts.set(host.name, last && isSame(last, next) ? last : next)
  }
  throwProblems(problems)
  const groups = new Map(
    [...members].map(([name, own]) => {
      const listed = hostsBelow(name).filter(host => own.has(host))
      // A host that belongs only to `all` is in `ungrouped`, even if that does not list it.
      return [name, [...new Set([...listed, ...own])]]
    }),
  )
  return { hosts, groups, localhostLayers: localhostLayers ?? [] }
}

function isSame(last: InventoryHost, next: InventoryHost): boolean {
  const isEqual = <T>(a: readonly T[], b: readonly T[]): boolean =>
    a.length === b.length && a.every((each, index) => each === b[index])
  return isEqual(last.groups, next.groups) && isEqual(last.layers, next.layers)
}
