import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Decrypt } from '../yaml/encrypted.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import { type InventoryFile, inventoryFiles } from './files.ts'
import { groupTree } from './group-order.ts'
import type { Inventory, InventoryHost, VarsLayer } from './inventory.ts'
import { readIni } from './read-ini.ts'
import { readProgram } from './read-program.ts'
import { readHostList, readInventory } from './read-yaml.ts'
import { openSecretsFolders, type SecretsFolders } from './secrets-folders.ts'
import { newTree, type Tree } from './tree.ts'
import { openVarsFolders, type VarsFolders } from './vars-folders.ts'

/**
 * Reads inventories: files in YAML, JSON or INI, programs that print one, folders of these, lists such as `web1,web2,`. They are merged in order, a later
 * one's variables before an earlier one's. Throws InputError, or InputErrors with all that is wrong.
 */
export function loadInventory(
  paths: readonly string[],
  options: { readonly playbookDir?: string; readonly projectDir?: string; readonly unseal?: Decrypt } = {},
): Inventory {
  const problems: Problems = []
  const tree = newTree()
  const files: string[] = []
  const folders = new Set<string>()
  for (const path of paths) {
    if (path.includes(',') && !existsSync(path)) {
      attempt(problems, () => readHostList(tree, path))
      continue
    }
    if (existsSync(path) && statSync(path).isDirectory()) folders.add(resolve(path))
    for (const file of attempt(problems, () => inventoryFiles(resolve(path))) ?? []) {
      attempt(problems, () => readFile(tree, file, options.unseal))
      files.push(file.path)
      folders.add(dirname(file.path))
    }
  }
  throwProblems(problems)
  const vars = openVarsFolders([...folders], options.playbookDir, options.unseal)
  const beside = [options.projectDir, options.playbookDir].filter(dir => dir !== undefined)
  const secrets = openSecretsFolders([...new Set([...folders, ...beside])], options.unseal)
  const inventory = assemble(tree, { vars, secrets }, problems)
  throwProblems(problems)
  return { ...inventory, files: [...files, ...vars.files()] }
}

function readFile(tree: Tree, { path, kind }: InventoryFile, unseal: Decrypt | undefined): void {
  if (kind === 'ini') readIni(tree, path)
  else if (kind === 'program') readProgram(tree, path)
  else readInventory(tree, path, unseal)
}

/** The controller itself, for plays and delegation: in no group, but with the variables of `all` and `host_vars/localhost`. */
export function implicitLocalhost(inventory?: Inventory): InventoryHost {
  const place = { file: 'localhost', line: 1, column: 1 }
  const connection = { kind: 'scalar', value: 'local', place } as const
  return {
    name: 'localhost',
    place,
    groups: [],
    layers: [
      ...(inventory?.localhostLayers ?? []),
      { title: 'the implicit localhost', vars: new Map([['connection', connection]]) },
    ],
  }
}

interface Folders {
  readonly vars: VarsFolders
  readonly secrets: SecretsFolders
}

function assemble(tree: Tree, { vars, secrets }: Folders, problems: Problems): Omit<Inventory, 'files'> {
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
    hosts.set(host.name, { name: host.name, place: host.place, groups: names, layers: layers ?? [] })
  }
  const groups = new Map(
    [...members].map(([name, own]) => {
      const listed = hostsBelow(name).filter(host => own.has(host))
      // A host of `all` alone is ungrouped without being listed there.
      return [name, [...new Set([...listed, ...own])]]
    }),
  )
  return { hosts, groups, localhostLayers: localhostLayers ?? [] }
}
