import { mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { InputError, InputErrors, type Source } from '../../src/errors.ts'
import { writeFiles } from './write-files.ts'

/** Writes files into a new folder and gives its path. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'drover-config-')))
  writeFiles(folder, files)
  return folder
}

/** What is wrong with some input, as `file:line:column message (hint)`; the folder is left out of all of it. */
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

/** A source as a plain value; a tag stands before it. */
export function plain(source: Source | null | undefined): unknown {
  if (source === null || source === undefined) return source
  if (source.kind === 'list') return source.items.map(plain)
  if (source.kind === 'map') {
    const value = Object.fromEntries([...source.entries].map(([key, entry]) => [key, plain(entry.value)]))
    return source.tag ? [source.tag, value] : value
  }
  return source.tag ? `${source.tag} ${String(source.value)}` : source.value
}

/** Variables as plain values. */
export function plainVars(vars: ReadonlyMap<string, Source>): Record<string, unknown> {
  return Object.fromEntries([...vars].map(([name, source]) => [name, plain(source)]))
}
