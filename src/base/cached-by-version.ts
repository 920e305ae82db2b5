import { statSync } from 'node:fs'
import { fileVersion } from './file-version.ts'

/**
 * Returns a reader of files that caches what `read` returns, for each version of a file: all hosts of a run read the
 * same files. A file without a version is always read again.
 */
export function cachedByVersion<T>(
  read: (file: string) => T,
  versionOf: (file: string) => string | undefined = currentVersion,
): (file: string) => T {
  const kept = new Map<string, { readonly version: string; readonly content: T }>()
  return file => {
    const version = versionOf(file)
    const known = kept.get(file)
    if (version !== undefined && known?.version === version) return known.content
    const content = read(file)
    if (version !== undefined) kept.set(file, { version, content })
    return content
  }
}

function currentVersion(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false })
  return found && fileVersion(found)
}
