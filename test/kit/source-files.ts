import { readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Returns the source files whose paths match, sorted, with paths relative to `root`. */
export function sourceFiles(pattern: RegExp, root = '.'): string[] {
  return ['src', 'tasks'].flatMap(folder => filesBelow(folder, pattern, root))
}

/** Returns the files below a folder whose paths match, sorted, with paths relative to `root`. */
export function filesBelow(folder: string, pattern: RegExp, root = '.'): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map(name => join(folder, name))
    .filter(path => pattern.test(path))
    .sort()
}
