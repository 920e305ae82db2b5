import { existsSync, statSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import type { YamlReading } from '../yaml/reading.ts'
import { type InventoryFile, inventoryFiles } from './files.ts'
import { growing } from './growing.ts'
import type { GrowingInventory, Inventory, InventoryHost } from './inventory.ts'
import { readIni } from './read-ini.ts'
import { readProgram } from './read-program.ts'
import { readHostList, readInventory } from './read-yaml.ts'
import { openSecretsFolders } from './secrets-folders.ts'
import { newTree, type Tree } from './tree.ts'
import { openVarsFolders } from './vars-folders.ts'

/**
 * Reads inventories: files in YAML, JSON or INI, programs that print one, folders of these, lists such as `web1,web2,`. They are merged in order, a later
 * one's variables before an earlier one's. Throws InputError, or InputErrors with all that is wrong.
 */
export function loadInventory(
  paths: readonly string[],
  options: YamlReading & { readonly playbookDir?: string; readonly projectDir?: string } = {},
): GrowingInventory {
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
      attempt(problems, () => readFile(tree, file, options))
      files.push(file.path)
      folders.add(dirname(file.path))
    }
  }
  throwProblems(problems)
  const vars = openVarsFolders([...folders], options.playbookDir, options)
  const beside = [options.projectDir, options.playbookDir].filter(dir => dir !== undefined)
  const secrets = openSecretsFolders([...new Set([...folders, ...beside])], options)
  return growing(tree, { vars, secrets }, files)
}

function readFile(tree: Tree, { path, kind }: InventoryFile, reading: YamlReading): void {
  if (kind === 'ini') readIni(tree, path)
  else if (kind === 'program') readProgram(tree, path)
  else readInventory(tree, path, reading)
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
