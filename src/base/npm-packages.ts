import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isFolder } from './is-folder.ts'
import { parseJson } from './parse-json.ts'

/** `node_modules` of the folder and of those above it, as Node finds packages. */
export function modulesAbove(folder: string): string[] {
  const above = dirname(folder) === folder ? [] : modulesAbove(dirname(folder))
  const modules = join(folder, 'node_modules')
  return isFolder(modules) ? [modules, ...above] : above
}

/** A field below `drover` in the package.json of a folder; undefined if there is none. */
export function droverField(folder: string, field: string): unknown {
  const file = join(folder, 'package.json')
  if (!existsSync(file)) return undefined
  const declared = parseJson(readFileSync(file, 'utf8')) as Declared | null | undefined
  return declared?.drover?.[field]
}

interface Declared {
  readonly drover?: { readonly [field: string]: unknown }
}
