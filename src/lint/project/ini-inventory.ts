import { basename, join } from 'node:path'
import { readIni } from '../../inventory/read-ini.ts'
import { newTree } from '../../inventory/tree.ts'
import { isIniInventory, type ProjectFile } from '../../project/project-files.ts'
import { attempt } from '../../yaml/problems.ts'
import type { Dialect } from '../../yaml/reading.ts'
import type { Definition } from './definitions.ts'
import type { LintFile } from './lint-file.ts'

/** Returns the variables that an INI inventory sets; none for any other file. */
export function iniDefinitions(
  { path, text = '' }: ProjectFile,
  folder: string,
  dialect: Dialect | undefined,
): Definition[] {
  if (!isNamedInventory(path) || !isIniInventory({ path, text, isEncrypted: false })) return []
  const absolute = join(folder, path)
  const tree = newTree()
  // Its errors are reported only with `-i`: without it, the file may not be an inventory.
  attempt([], () => readIni(tree, absolute, dialect))
  const file = fileOf(absolute, text, dialect)
  const layers = [...tree.groups.values(), ...tree.hosts.values()].flatMap(each => each.layers)
  return layers.flatMap(({ vars }) =>
    [...vars].map(([name, value]) => ({ name, place: value.place, by: 'inventory' as const, file, value })),
  )
}

/** Only files with typical names are read, since other programs have settings in INI files too. */
function isNamedInventory(path: string): boolean {
  return /^(hosts|inventory)/.test(basename(path)) || /(^|\/)inventor(y|ies)\//.test(path)
}

function fileOf(path: string, text: string, dialect: Dialect | undefined): LintFile {
  const place = { file: path, line: 1, column: 1 }
  return {
    ...{
      path,
      text,
      kind: 'inventory',
      isAnsible: dialect === 'ansible',
      role: undefined,
      isHandlers: false,
    },
    source: { kind: 'map', entries: new Map(), place },
  }
}
