import { statSync } from 'node:fs'
import { z } from 'zod'
import type { RunEvent } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import { isHeld } from './active-run.ts'
import { journalFile } from './folder.ts'
import { addToIndex, type IndexEntry, type RunSummary, readIndex } from './index-file.ts'
import { readRun } from './read.ts'
import { journalLines } from './read-lines.ts'
import { RUN_KINDS } from './schema.ts'

/** Returns summaries of runs from the index, or from their journals if the index does not have them. */
export class RunSummaries {
  readonly #folder: string
  readonly #index: ReadonlyMap<string, IndexEntry>

  constructor(folder: string) {
    this.#folder = folder
    this.#index = readIndex(folder)
  }

  /**
   * Returns the summary of a run. If it is read from the journal, it is added to the index. Throws InputError if the
   * journal cannot be read.
   */
  of(run: string): RunSummary {
    const file = journalFile(this.#folder, run)
    const known = this.#index.get(run)
    if (known && isOfVersion(known, file)) return known
    const summary = summaryIn(run, file)
    if (!isHeld(this.#folder, run)) addToIndex(this.#folder, file, summary)
    return summary
  }

  /** Returns the directory and the kind of a run; undefined if its journal cannot be read. */
  beginningOf(run: string): Pick<RunSummary, 'cwd' | 'kind'> | undefined {
    return this.#index.get(run) ?? beginningIn(journalFile(this.#folder, run))
  }
}

/** Returns what a run executes, for lists: its playbooks, or its one task. */
export function workOf(playbooks: readonly string[], options: unknown): string {
  const { data } = z.object({ adHoc: z.object({ hosts: z.string(), type: z.string() }) }).safeParse(options)
  return [...playbooks, ...(data ? [`task ${data.adHoc.hosts} ${data.adHoc.type}`] : [])].join(' ')
}

/** Returns the hosts that failed or were unreachable in a run, from its last event. */
export function troubledIn({ hosts }: Extract<RunEvent, { type: 'run.end' }>): string[] {
  return Object.entries(hosts)
    .filter(([, tally]) => tally.failed + tally.unreachable > 0)
    .map(([host]) => host)
}

function isOfVersion({ size, modified }: IndexEntry, file: string): boolean {
  const found = statSync(file, { throwIfNoEntry: false })
  return found?.size === size && found.mtimeMs === modified
}

function summaryIn(run: string, file: string): RunSummary {
  const { head, exitCode, troubled } = readRun(run)
  return {
    run,
    kind: head.kind,
    cwd: head.cwd,
    work: workOf(playbooksIn(file), head.options),
    ...(exitCode === undefined ? {} : { exitCode }),
    troubled: [...troubled],
  }
}

const startSchema = z.object({ type: z.literal('run.start'), playbooks: z.array(z.string()) })

function playbooksIn(file: string): readonly string[] {
  for (const { number, value } of journalLines(file))
    if (number === 2) return startSchema.safeParse(value).data?.playbooks ?? []
  return []
}

const beginningSchema = z.object({ cwd: z.string(), kind: z.enum(RUN_KINDS).catch('run') })

/**
 * Returns the directory and the kind from the head of a journal; undefined if it cannot be read: a run that was
 * killed at its start leaves an empty journal, and another run may have just removed an old one.
 */
function beginningIn(file: string): Pick<RunSummary, 'cwd' | 'kind'> | undefined {
  try {
    for (const { value } of journalLines(file)) return beginningSchema.safeParse(value).data
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return undefined
}
