import { statSync } from 'node:fs'
import { fileVersion } from '../base/file-version.ts'
import type { VarsSource } from './load.ts'

/** The same reader of files of variables, which reads a file again only if it has changed: all hosts of a run read the same ones. */
export function cachedVars(read: (file: string) => VarsSource): (file: string) => VarsSource {
  const kept = new Map<string, { readonly state: string; readonly vars: VarsSource }>()
  return file => {
    const found = statSync(file, { bigint: true, throwIfNoEntry: false })
    const state = found && fileVersion(found)
    const known = kept.get(file)
    if (state !== undefined && known?.state === state) return known.vars
    const vars = read(file)
    if (state !== undefined) kept.set(file, { state, vars })
    return vars
  }
}
