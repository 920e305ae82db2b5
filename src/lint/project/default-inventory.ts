import { basename, dirname, join, relative, resolve } from 'node:path'
import { readAnsibleCfg } from '../../base/ansible-cfg.ts'
import { isIniInventory, type ProjectFile } from '../../project/project-files.ts'
import type { LintFile } from './lint-file.ts'
import { constantText, entriesOf, listOf } from './written.ts'

/**
 * Returns whether the project contains the inventory of runs without `-i`, and the variables in all files of that
 * inventory are known. The paths of `all` are relative to the folder.
 */
export function hasDefaultInventory(
  folder: string,
  all: readonly ProjectFile[],
  files: readonly LintFile[],
): boolean {
  const named = inventoriesNamed(folder, files).map(path => relative(folder, path))
  const isNamed = (path: string): boolean =>
    named.some(each => path === each || path.startsWith(`${each}/`)) &&
    !/(^|\/)(group|host)_vars\//.test(path)
  const found = all.filter(({ path }) => isNamed(path))
  const read = new Set(files.filter(({ kind }) => kind === 'inventory').map(({ path }) => path))
  return found.length > 0 && found.every(file => isIniInventory(file) || read.has(join(folder, file.path)))
}

/**
 * Returns the absolute paths of the inventories that `drover.yml` or `ansible.cfg` names; otherwise that of
 * `inventory/`.
 */
function inventoriesNamed(folder: string, files: readonly LintFile[]): string[] {
  const settings = files.find(({ path }) => basename(path) === 'drover.yml' && dirname(path) === folder)
  const value = new Map(entriesOf(settings?.source)).get('inventory')?.value
  const listed = [...listOf(value), ...(value === undefined ? [] : [value])].flatMap(
    source => constantText(source) ?? [],
  )
  if (listed.length > 0) return listed.map(path => resolve(folder, path))
  const cfg = readAnsibleCfg(folder, {})
  const text = cfg?.get('defaults', 'inventory')?.text
  if (!cfg || text === undefined) return [join(folder, 'inventory')]
  return text.split(',').map(path => resolve(dirname(cfg.file), path.trim()))
}
