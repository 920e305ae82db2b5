import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** The files of the sources whose paths match, in order, with paths from the folder that holds the sources. */
export function sourceFiles(pattern: RegExp, root = '.'): string[] {
  return ['src', 'tasks'].flatMap(folder => filesBelow(folder, pattern, root))
}

/** The files below a folder whose paths match, in order, with paths from `root`. */
export function filesBelow(folder: string, pattern: RegExp, root = '.'): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => pattern.test(path))
    .sort()
}
