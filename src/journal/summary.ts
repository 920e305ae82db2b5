import { statSync } from 'node:fs'
import { z } from 'zod'
import type { RunEvent } from '../engine/state/events.ts'
import { InputError } from '../errors.ts'
import { journalFile } from './folder.ts'
import { addToIndex, type IndexEntry, type RunSummary, readIndex } from './index-file.ts'
import { readRun } from './read.ts'
import { journalLines } from './read-lines.ts'
import { isHeld } from './run-lock.ts'
import { RUN_KINDS } from './schema.ts'

/** Looks up runs in the index, and in their journals if they are not in it. */
export class RunSummaries {
  readonly #folder: string
  readonly #index: ReadonlyMap<string, IndexEntry>

  constructor(folder: string) {
    this.#folder = folder
    this.#index = readIndex(folder)
  }

  /** What a list shows of a run; a journal that is read for this is added to the index. Throws InputError if it cannot be read. */
  of(run: string): RunSummary {
    const file = journalFile(this.#folder, run)
    const known = this.#index.get(run)
    if (known && isOfVersion(known, file)) return known
    const summary = summaryIn(run, file)
    if (!isHeld(this.#folder, run)) addToIndex(this.#folder, file, summary)
    return summary
  }

  /** Where a run was started, and what it is; undefined if its journal cannot be read. */
  beginningOf(run: string): Pick<RunSummary, 'cwd' | 'kind'> | undefined {
    return this.#index.get(run) ?? beginningIn(journalFile(this.#folder, run))
  }
}

/** What a run did, in a few words: its playbooks, or its one task. */
export function workOf(playbooks: readonly string[], options: unknown): string {
  const { data } = z.object({ adHoc: z.object({ hosts: z.string(), type: z.string() }) }).safeParse(options)
  return [...playbooks, ...(data ? [`task ${data.adHoc.hosts} ${data.adHoc.type}`] : [])].join(' ')
}

/** The hosts that a run did not complete, by its last event. */
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

/** A run that was killed at its very beginning leaves an empty journal, and another run may just have removed an old one. */
function beginningIn(file: string): Pick<RunSummary, 'cwd' | 'kind'> | undefined {
  try {
    for (const { value } of journalLines(file)) return beginningSchema.safeParse(value).data
  } catch (error) {
    if (!(error instanceof InputError)) throw error
  }
  return undefined
}
