import { statSync } from 'node:fs'
import type { VarsSource } from './load.ts'

/** The same reader of files of variables, which reads a file again only if it has changed: all hosts of a run read the same ones. */
export function cachedVars(read: (file: string) => VarsSource): (file: string) => VarsSource {
  const kept = new Map<string, { readonly state: string; readonly vars: VarsSource }>()
  return file => {
    const state = stateOf(file)
    const known = kept.get(file)
    if (state !== undefined && known?.state === state) return known.vars
    const vars = read(file)
    if (state !== undefined) kept.set(file, { state, vars })
    return vars
  }
}

/** What changes whenever a file is written or replaced; undefined for a file that does not exist. */
function stateOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && [found.dev, found.ino, found.size, found.mtimeNs, found.ctimeNs].join(' ')
}
