import { readdirSync } from 'node:fs'
import { extname, join } from 'node:path'
import { isFolder } from '../base/is-folder.ts'
import { InputError } from '../errors.ts'

/** The extensions of YAML and JSON files. */
export const YAML_ENDINGS: readonly string[] = ['.yml', '.yaml', '.json']

/**
 * Returns the files of variables in a folder and its subfolders, by name, as Ansible finds them: with one of the
 * extensions or none, without hidden files and backups, and not in subfolders whose name has an extension. Throws
 * InputError for a folder that cannot be read.
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

/** Returns the names in a folder, or none if it does not exist. Throws InputError if it cannot be read. */
export function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') return []
    throw new InputError(`\`${folder}\` cannot be read: ${(error as Error).message}`, { cause: error })
  }
}
