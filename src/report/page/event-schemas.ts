import { z } from 'zod'

const ofTask = { task: z.string(), name: z.string(), taskType: z.string(), time: z.string() }
const fields = z.record(z.string(), z.json()).nullable().optional()

const changeSchema = z.object({
  resource: z.string(),
  action: z.string(),
  before: fields,
  after: fields,
  text: z.object({ before: z.string(), after: z.string() }).optional(),
})

/** The events of a run that a report uses, with the fields that it shows. */
export const REPORTED = {
  'run.start': z.object({
    type: z.literal('run.start'),
    time: z.string(),
    run: z.string(),
    playbooks: z.array(z.string()),
    isCheckMode: z.boolean(),
    version: z.string(),
  }),
  'play.start': z.object({
    type: z.literal('play.start'),
    play: z.string(),
    place: z.string(),
    hosts: z.array(z.string()),
  }),
  'task.start': z.object({ type: z.literal('task.start'), ...ofTask, isHandler: z.boolean() }),
  'task.source': z.object({
    type: z.literal('task.source'),
    task: z.string(),
    line: z.int(),
    lines: z.array(z.string()),
  }),
  'task.result': z.object({
    type: z.literal('task.result'),
    ...ofTask,
    host: z.string(),
    status: z.enum(['ok', 'changed', 'skipped', 'failed', 'unreachable', 'unknown']),
    changes: z.array(changeSchema).default([]),
    item: z.string().optional(),
    message: z.string().optional(),
    hint: z.string().optional(),
    isPredicted: z.literal(true).optional(),
    isDiffShown: z.boolean().optional(),
    isUnclear: z.literal(true).optional(),
    isIgnored: z.boolean(),
    isRescued: z.boolean(),
    delegatedTo: z.string().optional(),
    milliseconds: z.number().default(0),
    outputs: z.record(z.string(), z.unknown()).default({}),
  }),
  warning: z.object({ type: z.literal('warning'), message: z.string(), host: z.string().optional() }),
  'run.end': z.object({ type: z.literal('run.end'), exit_code: z.int(), milliseconds: z.number() }),
} as const

type Schemas = typeof REPORTED

/** An event that a report uses. */
export type ReportedEvent = { [K in keyof Schemas]: z.output<Schemas[K]> }[keyof Schemas]
