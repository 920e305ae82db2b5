import { appendFileSync, closeSync, readFileSync, rmSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../base/atomic-write.ts'
import { InputError } from '../errors.ts'
import { openOwnFile } from './own-file.ts'
import { RUN_KINDS } from './schema.ts'

const summarySchema = z.object({
  run: z.string(),
  kind: z.enum(RUN_KINDS),
  /** The working directory in which the run was started. */
  cwd: z.string(),
  /** The playbooks of the run, or its one task. */
  work: z.string(),
  /** Absent if the run was interrupted. */
  exitCode: z.int().optional(),
  /** The hosts on which the run failed or is incomplete. */
  troubled: z.array(z.string()),
})

/** The summary of a run in a list of runs. */
export type RunSummary = Readonly<z.output<typeof summarySchema>>

const entrySchema = summarySchema.extend({ size: z.number(), modified: z.number() })

/** A summary with the size and modification time of the journal that it was made from. */
export type IndexEntry = Readonly<z.output<typeof entrySchema>>

/**
 * Reads the summaries of journals from `runs.index`, next to the folder of journals, by run. It is only a cache, so
 * entries that cannot be read are left out.
 */
export function readIndex(folder: string): Map<string, IndexEntry> {
  const entries = new Map<string, IndexEntry>()
  for (const line of linesOf(indexFile(folder))) {
    const found = entryIn(line)
    if (found) entries.set(found.run, found)
  }
  return entries
}

/** Adds the summary of a journal to the index. If the index cannot be written, it stays unchanged. */
export function addToIndex(folder: string, journal: string, summary: RunSummary): void {
  try {
    const { size, mtimeMs } = statSync(journal)
    const entry = { ...summary, size, modified: mtimeMs } satisfies IndexEntry
    appendFileSync(indexFile(folder), `${JSON.stringify(entry)}\n`, { mode: 0o600 })
  } catch {
    // The index is only a cache of the journals.
  }
}

/** Replaces the index by these entries. */
export function pruneIndex(folder: string, entries: ReadonlyMap<string, IndexEntry>): void {
  try {
    const lines = [...entries.values()].map(entry => `${JSON.stringify(entry)}\n`)
    replaceFile(indexFile(folder), Buffer.from(lines.join('')), true)
  } catch {
    rmSync(indexFile(folder), { force: true })
  }
}

function indexFile(folder: string): string {
  return join(folder, '..', 'runs.index')
}

function linesOf(file: string): string[] {
  try {
    const { fd } = openOwnFile(file, 'index of journals')
    try {
      return readFileSync(fd, 'utf8').split('\n')
    } finally {
      closeSync(fd)
    }
  } catch (error) {
    if (error instanceof InputError) return []
    throw error
  }
}

function entryIn(line: string): IndexEntry | undefined {
  try {
    return entrySchema.safeParse(JSON.parse(line)).data
  } catch {
    return undefined
  }
}
