import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { replaceFile } from '../base/atomic-write.ts'
import { makeOwnedFolder } from '../base/owned-folder.ts'
import { parseJson } from '../base/parse-json.ts'
import { userFolder } from '../base/xdg.ts'

interface CachedContent {
  /** The digest of the file that listed the hosts. */
  readonly version: string
  /** The time until which the content is valid, in milliseconds since 1970. */
  readonly until: number
  readonly content: unknown
}

/**
 * Returns the content that an earlier run cached for an inventory, if it is still valid and the file is unchanged;
 * undefined otherwise.
 */
export function cachedContent(file: string, version: string): unknown {
  const path = pathFor(file)
  const kept = path === undefined ? undefined : readKept(path)
  return kept?.version === version && kept.until > Date.now() ? kept.content : undefined
}

/**
 * Caches the content of an inventory for some seconds, readable only by its owner. Does nothing if there is no
 * folder for that.
 */
export function keepContent(
  file: string,
  { version, content, seconds }: { version: string; content: unknown; seconds: number },
): void {
  const path = pathFor(file)
  if (path === undefined) return
  const kept: CachedContent = { version, until: Date.now() + seconds * 1000, content }
  // safety: the cache of an inventory is accessible only to its owner
  replaceFile(path, Buffer.from(JSON.stringify(kept)), true)
}

/** Returns the path of the cache file; undefined if there is no folder that only this user can access. */
function pathFor(file: string): string | undefined {
  const caches = userFolder('cache')
  if (caches === undefined) return undefined
  const folder = join(caches, 'drover-inventory')
  try {
    mkdirSync(dirname(folder), { recursive: true, mode: 0o700 })
    if (makeOwnedFolder(folder) !== undefined) return undefined
  } catch {
    // The home folder cannot be written to.
    return undefined
  }
  return join(folder, `${createHash('sha256').update(file).digest('hex')}.json`)
}

function readKept(path: string): CachedContent | undefined {
  try {
    return parseJson(readFileSync(path, 'utf8')) as CachedContent | undefined
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined
    throw error
  }
}
