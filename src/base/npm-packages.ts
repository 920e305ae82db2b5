import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isFolder } from './is-folder.ts'
import { parseJson } from './parse-json.ts'

/** Returns the `node_modules` of a folder and of those above it, in the order in which Node searches packages. */
export function modulesAbove(folder: string): string[] {
  const above = dirname(folder) === folder ? [] : modulesAbove(dirname(folder))
  const modules = join(folder, 'node_modules')
  return isFolder(modules) ? [modules, ...above] : above
}

/** Returns a field of `drover` in the package.json of a folder; undefined if there is none. */
export function droverField(folder: string, field: string): unknown {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  const declared = parseJson(readFileSync(file, 'utf8')) as Declared | null | undefined
  return declared?.drover?.[field]
}

interface Declared {
  readonly drover?: { readonly [field: string]: unknown }
}
