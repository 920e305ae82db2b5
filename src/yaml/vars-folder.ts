import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { isFolder } from '../base/is-folder.ts'
import { InputError } from '../errors.ts'

/** The endings of a YAML or JSON file. */
export const YAML_ENDINGS: readonly string[] = ['.yml', '.yaml', '.json']

/**
 * The files of variables in a folder and those in it, by name, as Ansible finds them: with one of the endings or none, hidden ones
 * and backups aside, and in no folder whose name has an ending. Throws InputError for a folder that cannot be read.
 */
export function varsFilesIn(folder: string): string[] {
  return namesIn(folder)
    .filter(name => !name.startsWith('.') && !name.endsWith('~'))
    .sort()
    .flatMap(name => {
      const path = join(folder, name)
      const ending = extname(name)
      if (isFolder(path)) return ending === '' ? varsFilesIn(path) : []
      return ending === '' || YAML_ENDINGS.includes(ending) ? [path] : []
    })
}

/** The names in a folder, none if there is no such folder. Throws InputError if it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new InputError(`\`${folder}\` cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
