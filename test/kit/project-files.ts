import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError, InputErrors, type Source } from '../../src/errors.ts'
import { writeFiles } from './write-files.ts'

/** Writes files to a new folder. Returns its path. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-config-')))
  writeFiles(folder, files)
  return folder
}

/** Returns the input errors that a function throws, as `FILE:LINE:COLUMN MESSAGE (HINT)`, with the folder removed. */
export function problemsOf(look: () => unknown, folder = '/nowhere'): string[] {
  try {
    look()
  } catch (error) {
    const errors = error instanceof InputErrors ? error.errors : [error]
    return errors.map(each => {
      if (!(each instanceof InputError)) throw each
      const { place, message, hint } = each
      const where = place ? `${place.file}:${place.line}:${place.column} ` : ''
      return `${where}${message}${hint === undefined ? '' : ` (${hint})`}`.replaceAll(`${folder}/`, '')
    })
  }
  return []
}

/** Converts a source to plain data, with a tag before the value. */
export function plain(source: Source | null | undefined): unknown {
  if (source === null || source === undefined) return source
  if (source.kind === 'list') return source.items.map(plain)
  if (source.kind === 'map') {
    const value = Object.fromEntries([...source.entries].map(([key, entry]) => [key, plain(entry.value)]))
    return source.tag ? [source.tag, value] : value
  }
  return source.tag ? `${source.tag} ${String(source.value)}` : source.value
}

/** Converts variables to plain data. */
export function plainVars(vars: ReadonlyMap<string, Source>): Record<string, unknown> {
  return Object.fromEntries([...vars].map(([name, source]) => [name, plain(source)]))
}
