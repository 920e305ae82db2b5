import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'
import { parse, stringify } from 'yaml'
import { z } from 'zod'
import { replaceFile } from '../base/atomic-write.ts'
import { InputError } from '../errors.ts'
import { shownAddress } from '../task-lib/git/repo-address.ts'
import type { Requirement } from './requirements.ts'

const entry = z.strictObject({
  kind: z.enum(['role', 'collection']),
  name: z.string(),
  /** The source in the requirement; a path is relative to the lock file. */
  source: z.string(),
  version: z.string().nullable(),
  /** The commit of that version; null if it did not come from a repository. */
  commit: z.string().nullable(),
  /** The digest of the installed files, from `treeDigest`. */
  sha256: z.string(),
})

const content = z.strictObject({ lock_version: z.literal(1), installed: z.array(entry) })

/** What was installed for one requirement. */
export type Locked = z.infer<typeof entry>

const HEADER = '# Written by `run role install`: what it installed. Keep it with the requirements.\n'

/** Returns the path of the lock file for a requirements file. */
export function lockFileOf(requirements: string): string {
  return join(dirname(requirements), 'requirements.lock')
}

/** Reads a lock file; undefined if there is none. Throws InputError if it is invalid. */
export function readLock(file: string): Locked[] | undefined {
  if (!existsSync(file)) return undefined
  const place = { file, line: 1, column: 1 }
  const hint = 'write it again with `run role install --force`'
  try {
    return content.parse(parse(readFileSync(file, 'utf8'))).installed
  } catch (cause) {
    throw new InputError('this is not a lock file of `run role install`', { place, hint, cause })
  }
}

/** Writes a lock file atomically. */
export function writeLock(file: string, installed: readonly Locked[]): void {
  const sorted = [...installed].sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : 1))
  replaceFile(file, Buffer.from(HEADER + stringify({ lock_version: 1, installed: sorted })))
}

/** Returns the source of a requirement in the form of lock files, without passwords. */
export function lockedSource({ from }: Requirement, folder: string): string {
  return from.source.startsWith('/') ? relative(folder, from.source) || '.' : shownAddress(from.source)
}

function keyOf({ kind, name }: Locked): string {
  return `${kind} ${name}`
}
