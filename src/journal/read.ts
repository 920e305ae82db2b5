import { z } from 'zod'
import { InputError } from '../errors.ts'
import { checked } from './checked.ts'
import { journalFile, journalFolder } from './folder.ts'
import { journalLines } from './read-lines.ts'
import { Replay, type RunOutcome } from './replay.ts'
import { eventSchemas, headSchema, type JournaledEvent } from './schema.ts'
import type { JournalHead } from './write.ts'

/** A run as recorded in its journal. */
export interface RunRecord extends RunOutcome {
  /** The head of the journal. Its options are not checked yet. */
  readonly head: JournalHead<unknown>
}

/** Reads a run's journal. Throws InputError if there is no journal with that id, or the file is not a valid journal. */
export function readRun(run: string): RunRecord {
  if (!/^[\w-]+$/.test(run))
    throw new InputError('expected the id of a run, such as `20261123T140301Z-3fa9c1d2`')
  const file = journalFile(journalFolder(), run)
  let replay: Replay | undefined
  let head: JournalHead<unknown> | undefined
  for (const { number, value } of journalLines(file)) {
    head ??= headOf(value, run)
    if (replay === undefined) replay = new Replay(head)
    else take(replay, value, `the journal \`${file}\`, line ${number},`)
  }
  if (!head || !replay) throw new InputError(`\`${file}\` is not the journal of a run`)
  return { head, ...replay.outcome() }
}

const ofFormat = z.looseObject({ format: z.string() })

/**
 * Checks the first line of a journal. Throws InputError if it is not the head of that run's journal, or has another
 * version.
 */
function headOf(value: unknown, run: string): JournalHead<unknown> {
  const what = `the journal of the run ${run}`
  const { format } = checked(value, ofFormat, what)
  if (/^drover run \d+$/.test(format) && format !== 'drover run 1') {
    throw new InputError(`${what} was made by another version of Drover (\`${format}\`)`, {
      hint: 'resume it with the version that started it, or run its playbook again',
    })
  }
  const { options, legacy, owes, who, ...head } = checked(value, headSchema, what)
  if (head.run !== run) throw new InputError(`${what} belongs to another run, \`${head.run}\``)
  return {
    ...head,
    ...(who === undefined ? {} : { who }),
    ...(options === undefined ? {} : { options }),
    ...(legacy === undefined ? {} : { legacy }),
    ...(owes === undefined ? {} : { owes }),
  }
}

function take(replay: Replay, value: unknown, what: string): void {
  const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
  if (typeof type !== 'string') throw new InputError(`${what} is not an event of a run`)
  if (!Object.hasOwn(eventSchemas, type)) return
  const schema = eventSchemas[type as keyof typeof eventSchemas] as z.ZodType<JournaledEvent>
  replay.apply(checked(value, schema, what))
}
