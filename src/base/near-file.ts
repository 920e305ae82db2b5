import { readdirSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { suggest } from './suggest.ts'

/** The file in the same folder whose name is most like that of a path that does not exist; undefined if there is none. */
export function nearFile(path: string): string | undefined {
  try {
    const files = readdirSync(dirname(path), { withFileTypes: true }).filter(entry => !entry.isDirectory())
    const near = suggest(
      basename(path),
      files.map(({ name }) => name),
    )
    return near === undefined ? undefined : join(dirname(path), near)
  } catch {
    // Nothing is like a file in a folder that does not exist.
    return undefined
  }
}
