import { z } from 'zod'
import type { ResumeData } from '../engine/state/resume-state.ts'

/** The kinds of runs that have a journal: runs that change hosts, and those that only check them. */
export const RUN_KINDS = ['run', 'dry-run', 'plan', 'verify'] as const

/** One of these kinds of runs. */
export type RunKind = (typeof RUN_KINDS)[number]

const outputs = z.record(z.string(), z.unknown())

const pastAction = { digest: z.string(), job: z.string().optional() }

/** The schema of the state that a run leaves for the run that resumes it. */
const resumeDataSchema: z.ZodType<ResumeData> = z.object({
  run: z.string(),
  actions: z.record(
    z.string(),
    z.array(
      z.discriminatedUnion('kind', [
        z.object({ ...pastAction, kind: z.literal('done'), outputs }),
        z.object({ ...pastAction, kind: z.literal('hidden') }),
        z.object({ ...pastAction, kind: z.literal('begun') }),
      ]),
    ),
  ),
  owed: z.record(z.string(), z.array(z.string())),
})

/** A handler that a task notified on a host but that has not run, because the run ended before. */
const pendingHandlerSchema = z.object({
  ...{ run: z.string(), host: z.string(), handler: z.string() },
  playbooks: z.array(z.string()).exactOptional(),
})

/** A pending handler in a journal. */
export type PendingHandler = Readonly<z.output<typeof pendingHandlerSchema>>

/** The first line of a journal. Its options are checked only when the run is resumed. */
export const headSchema = z.object({
  type: z.literal('journal'),
  format: z.literal('drover run 1'),
  run: z.string(),
  time: z.string(),
  cwd: z.string().startsWith('/'),
  kind: z.enum(RUN_KINDS).default('run'),
  who: z.string().optional(),
  options: z.unknown().optional(),
  legacy: resumeDataSchema.optional(),
  owes: z.array(pendingHandlerSchema).optional(),
})

const ofTask = { task: z.string(), name: z.string(), taskType: z.string() }
const onHost = { ...ofTask, host: z.string() }

/** The schemas of the events that record the progress of a run. Other events in a journal are ignored. */
export const eventSchemas = {
  'run.start': z.object({ type: z.literal('run.start'), playbooks: z.array(z.string()).default([]) }),
  'task.start': z.object({ type: z.literal('task.start'), isHandler: z.boolean(), task: z.string() }),
  'apply.start': z.object({
    type: z.literal('apply.start'),
    ...onHost,
    action: z.string().optional(),
    job: z.string().optional(),
  }),
  'apply.end': z.object({
    type: z.literal('apply.end'),
    ...onHost,
    action: z.string(),
    outputs: outputs.optional(),
  }),
  'task.result': z.object({
    type: z.literal('task.result'),
    ...onHost,
    status: z.enum(['ok', 'changed', 'skipped', 'failed', 'unreachable', 'unknown']),
    item: z.string().optional(),
    isIgnored: z.boolean(),
    isRescued: z.boolean(),
    isUnclear: z.literal(true).optional(),
  }),
  'task.notify': z.object({
    type: z.literal('task.notify'),
    host: z.string(),
    key: z.string(),
    handlers: z.array(z.string()),
    names: z.array(z.string()).optional(),
  }),
  'guard.start': z.object({ type: z.literal('guard.start'), host: z.string() }),
  'guard.end': z.object({ type: z.literal('guard.end'), host: z.string(), isKept: z.boolean() }),
  'run.end': z.object({ type: z.literal('run.end'), exit_code: z.int() }),
} as const

type Schemas = typeof eventSchemas

/** A journaled event with the fields that are read. */
export type JournaledEvent = { [K in keyof Schemas]: z.output<Schemas[K]> }[keyof Schemas]
