import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suggest } from './suggest.ts'

/**
 * Returns the file in the same folder whose name is most similar to that of a path that does not exist; undefined if
 * none is similar.
 */
export function nearFile(path: string): string | undefined {
  try {
    const files = readdirSync(dirname(path), { withFileTypes: true }).filter(entry => !entry.isDirectory())
    const near = suggest(
      basename(path),
      files.map(({ name }) => name),
    )
    return near === undefined ? undefined : join(dirname(path), near)
  } catch {
    // The folder does not exist.
    return undefined
  }
}
