import { existsSync, statSync } from 'node:fs'
import { basename, dirname, resolve } from 'node:path'
import type { MapSource } from '../errors.ts'
import type { ScopeOptions } from '../evaluation/scope.ts'
import { attempt, type Problems, throwProblems } from '../yaml/problems.ts'
import type { YamlReading } from '../yaml/reading.ts'
import { applyConstructed } from './constructed.ts'
import { readConstructed } from './constructed-config.ts'
import { type InventoryFile, inventoryFiles } from './files.ts'
import { growing, type Sources } from './growing.ts'
import type { GrowingInventory, Inventory, InventoryHost } from './inventory.ts'
import { readIni } from './read-ini.ts'
import { readProgram } from './read-program.ts'
import { readTypeScript } from './read-typescript.ts'
import { HOST_LIST, readHostList, readInventory } from './read-yaml.ts'
import { openSecretsFolders } from './secrets-folders.ts'
import { newTree, type Tree } from './tree.ts'
import { openVarsFolders } from './vars-folders.ts'

/** The context for reading an inventory, in addition to its files. */
export interface InventoryOptions extends YamlReading {
  readonly playbookDir?: string
  readonly projectDir?: string
  /** The context for expressions of a constructed inventory. */
  readonly scope?: ScopeOptions
}

/**
 * Reads inventories: files in YAML, JSON, INI or TypeScript, programs that print an inventory, folders of these, and
 * lists such as `web1,web2,`. They are merged in order; variables of a later one override those of an earlier one.
 * Throws InputError, or InputErrors with all errors.
 */
export function loadInventory(paths: readonly string[], options: InventoryOptions = {}): GrowingInventory {
  return growing(readSources(paths, options, false), () => readSources(paths, options, true))
}

/** Reads all sources. If `isFresh`, content that earlier runs cached is not used. */
function readSources(paths: readonly string[], options: InventoryOptions, isFresh: boolean): Sources {
  const problems: Problems = []
  const tree = newTree()
  const files: string[] = []
  const folders = new Set<string>()
  for (const path of paths) {
    if (path.includes(',') && !existsSync(path)) {
      attempt(problems, () => readHostList(tree, path, options.dialectOf?.(HOST_LIST)))
      continue
    }
    if (existsSync(path) && statSync(path).isDirectory()) folders.add(resolve(path))
    for (const file of attempt(problems, () => inventoryFiles(resolve(path))) ?? []) {
      folders.add(dirname(file.path))
      attempt(problems, () => readFile({ tree, folders, isFresh, options }, file))
      files.push(file.path)
    }
  }
  throwProblems(problems)
  const vars = openVarsFolders([...folders], options.playbookDir, options)
  const foldersWithSecrets = new Set(folders)
  if (options.projectDir !== undefined) foldersWithSecrets.add(options.projectDir)
  if (options.playbookDir !== undefined) foldersWithSecrets.add(options.playbookDir)
  const secrets = openSecretsFolders([...foldersWithSecrets], options)
  return { tree, folders: { vars, secrets }, files }
}

interface Reading {
  readonly tree: Tree
  /** The folders of the files read so far. */
  readonly folders: ReadonlySet<string>
  readonly isFresh: boolean
  readonly options: InventoryOptions
}

function readFile(reading: Reading, { path, kind }: InventoryFile): void {
  const { tree, isFresh, options } = reading
  if (kind === 'ini') readIni(tree, path, options.dialectOf?.(path))
  else if (kind === 'program') readProgram(tree, path, options.dialectOf?.(path))
  else if (kind === 'typescript') readTypeScript(tree, path, isFresh)
  else readInventory(tree, path, options, config => construct(reading, path, config))
}

function construct({ tree, folders, options }: Reading, path: string, config: MapSource): void {
  const constructed = readConstructed(config)
  const dirs = constructed.usesVarsFolders ? [...folders] : []
  const vars = openVarsFolders(dirs, undefined, options)
  applyConstructed(tree, constructed, {
    folders: { vars, secrets: () => [] },
    scope: options.scope ?? {},
    title: basename(path),
  })
}

/**
 * Returns the controller as a host for plays and delegation: it belongs to no group, but has the variables of `all`
 * and `host_vars/localhost`.
 */
export function implicitLocalhost(inventory?: Inventory): InventoryHost {
  const place = { file: 'localhost', line: 1, column: 1 }
  const connection = { kind: 'scalar', value: 'local', place } as const
  return {
    name: 'localhost',
    place,
    groups: [],
    layers: [
      ...(inventory?.localhostLayers ?? []),
      {
        title: 'the implicit localhost',
        vars: new Map([
          ['connection', connection],
          // In the dialect of Ansible, Drover's own name is an ordinary variable.
          ['ansible_connection', connection],
        ]),
      },
    ],
  }
}
