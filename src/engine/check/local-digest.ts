import { createHash } from 'node:crypto'
import { type BigIntStats, readFileSync } from 'node:fs'
import { digestOfFile } from '../../base/file-pieces.ts'
import { fileVersion } from '../../base/file-version.ts'

/** Files up to this size are read in one go. */
const MAX_AT_ONCE = 1024 * 1024

/**
 * Milliseconds after which the timestamps of a file reliably show a change. Within that time, two writes may get the
 * same timestamp.
 */
const SETTLED = 2000

/** The maximum number of digests in the cache. */
const MAX_DIGESTS = 10_000

const known = new Map<string, { readonly version: string; readonly digest: Promise<string> }>()

/**
 * Returns the digest of a project file, in hex. It is cached for all hosts until the file's size, times or inode
 * change. A file that changed just now is read each time (as git does with its index).
 */
export function localDigest(path: string, found: BigIntStats, algorithm = 'sha256'): Promise<string> {
  const key = `${algorithm} ${path}`
  const version = fileVersion(found)
  const isSettled = Date.now() - Number(found.ctimeMs) > SETTLED
  const before = known.get(key)
  if (isSettled && before?.version === version) return before.digest
  const digest = take(path, found.size, algorithm)
  if (!isSettled) return digest
  if (known.size >= MAX_DIGESTS) known.clear()
  known.set(key, { version, digest })
  // After a failure, the next call reads the file again.
  digest.catch(() => known.delete(key))
  return digest
}

async function take(path: string, size: bigint, algorithm: string): Promise<string> {
  if (size > MAX_AT_ONCE) return digestOfFile(path, algorithm)
  return createHash(algorithm).update(readFileSync(path)).digest('hex')
}
