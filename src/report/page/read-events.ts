import { closeSync, openSync } from 'node:fs'
import { z } from 'zod'
import { InputError } from '../../errors.ts'
import { checked } from '../../journal/checked.ts'
import { journalLines, linesOfJson, type NumberedLine, type OnTorn } from '../../journal/read-lines.ts'
import { RUN_KINDS } from '../../journal/schema.ts'
import { ReportCollector } from './collect.ts'
import { REPORTED, type ReportedEvent } from './event-schemas.ts'
import { makePageData, type RunHead } from './make-page-data.ts'
import type { PageData } from './page-data.ts'

/** Reads the data of a report from the journal of a run. Throws InputError if the journal is damaged. */
export function readJournal(file: string): PageData {
  return readEvents(onTorn => journalLines(file, onTorn), `the journal \`${file}\``)
}

/**
 * Reads the data of a report from a file with the output of `-o ndjson`, or from a copy of a journal. Throws
 * InputError if the file cannot be read or contains no run.
 */
export function readEventFile(file: string): PageData {
  let fd: number
  try {
    fd = openSync(file, 'r')
  } catch (cause) {
    throw new InputError(`\`${file}\` cannot be read: ${(cause as Error).message}`, {
      hint: 'expected the id of a run, or a file that `run playbook … -o ndjson` wrote',
      cause,
    })
  }
  try {
    return readEvents(onTorn => linesOfJson(fd, file, onTorn), `\`${file}\``)
  } finally {
    closeSync(fd)
  }
}

const headSchema = z.object({
  type: z.literal('journal'),
  kind: z.enum(RUN_KINDS).default('run'),
  who: z.string().optional(),
  cwd: z.string().optional(),
  options: z.unknown().optional(),
})

function readEvents(linesOf: (onTorn: OnTorn) => Iterable<NumberedLine>, what: string): PageData {
  let torn: number | undefined
  const lines = linesOf(number => {
    torn = number
  })
  const collector = new ReportCollector()
  let head: RunHead | undefined
  for (const { number, value } of lines) {
    const where = `${what}, line ${number},`
    const type = typeof value === 'object' && value !== null && 'type' in value ? value.type : undefined
    if (typeof type !== 'string') throw new InputError(`${where} is not an event of a run`)
    if (type === 'journal') {
      const { kind, ...others } = checked(value, headSchema, where)
      head = { kind: kind.replace('-', ' '), ...others }
    } else if (Object.hasOwn(REPORTED, type)) {
      const schema = REPORTED[type as keyof typeof REPORTED] as z.ZodType<ReportedEvent>
      collector.take(checked(value, schema, where))
    }
  }
  if (torn !== undefined)
    collector.take({
      type: 'warning',
      message: `${what} is damaged: line ${torn} is no JSON, and what follows it is not shown`,
    })
  const collected = collector.collected()
  if (collected.start === undefined)
    throw new InputError(`${what} has no run in it`, {
      hint: 'expected the journal of a run, or the output of `run playbook … -o ndjson`',
    })
  return makePageData(collected, head)
}
