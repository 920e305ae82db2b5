import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { digestOfFile } from './file-pieces.ts'

/**
 * The files of its project and inventory that a run has read: absolute paths, each with the sha256 of its content.
 */
export type Inputs = Readonly<Record<string, string>>

/**
 * The files that were noted for the current call of `withInputs`, in all asynchronous work that it started. Most runs
 * note nothing.
 */
const noting = new AsyncLocalStorage<Map<string, string | undefined>>()

/** Runs `work`, and returns its result and the files that it read. */
export async function withInputs<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly inputs: Inputs }> {
  const noted = new Map<string, string | undefined>()
  const result = await noting.run(noted, work)
  const inputs: [string, string][] = []
  for (const [path, digest] of noted) inputs.push([path, digest ?? (await digestOf(path)) ?? 'gone'])
  return { result, inputs: Object.fromEntries(inputs.sort(([a], [b]) => (a < b ? -1 : 1))) }
}

/** Notes a file that was read, with its content. */
export function noteInput(path: string, bytes: Buffer | string): void {
  noting.getStore()?.set(resolve(path), createHash('sha256').update(bytes).digest('hex'))
}

/** Notes a file that is read piece by piece, or only checked for existence; it is read for its digest later. */
export function noteFile(path: string): void {
  const noted = noting.getStore()
  if (noted && !noted.has(resolve(path))) noted.set(resolve(path), undefined)
}

/** Notes all files in a folder and its subfolders. */
export function noteFolder(folder: string): void {
  if (!noting.getStore()) return
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile()) noteFile(join(entry.parentPath, entry.name))
}

/** Returns a message for each noted file that has changed since: its path, and whether it was changed or removed. */
export async function changedInputs(inputs: Inputs): Promise<string[]> {
  const changed: string[] = []
  for (const [path, digest] of Object.entries(inputs)) {
    const now = await digestOf(path)
    if (now !== digest && (now !== undefined || digest !== 'gone'))
      changed.push(`${path} ${now ? 'was changed' : 'was removed'}`)
  }
  return changed
}

/** Returns the digest of a file; undefined if it cannot be read. */
function digestOf(path: string): Promise<string | undefined> {
  return digestOfFile(path, 'sha256').catch(() => undefined)
}
