import type { z } from 'zod'
import type { TaskType } from '../authoring/define.ts'

/** A param of a task type, as its schema describes it. */
export interface ParamEntry {
  readonly name: string
  readonly isRequired: boolean
  readonly about: string
  /** The words that it may be; none if it may be others. */
  readonly choices: readonly string[]
  /** As JSON; absent if there is none. */
  readonly default?: unknown
  readonly examples: readonly unknown[]
  readonly aliases: readonly string[]
}

/** A task type, as it describes itself. */
export interface TaskTypeEntry {
  readonly name: string
  readonly summary: string
  /** YAML of one task. */
  readonly example: string
  /** The param that a bare string sets. */
  readonly shorthand?: string
  readonly params: readonly ParamEntry[]
  readonly outputs: readonly OutputEntry[]
}

/** A key of the result of a task type. */
interface OutputEntry {
  readonly name: string
  readonly about: string
}

/** What a task type says about itself: the task reference and `run doc` are made from it. */
export function describeTaskType(name: string, type: TaskType): TaskTypeEntry {
  const aliases = Object.entries(type.aliases ?? {})
  return {
    name,
    summary: type.summary,
    example: type.example.trim(),
    ...(type.shorthand === undefined ? {} : { shorthand: type.shorthand }),
    params: Object.entries(type.params.shape).map(([param, schema]) => ({
      ...describeParam(param, schema as z.ZodType),
      aliases: aliases.filter(([, target]) => target === param).map(([alias]) => alias),
    })),
    outputs: Object.entries(outputsOf(type)).map(([output, about]) => ({ name: output, about })),
  }
}

/** What a type says of its outputs; a composed one always has the results of its tasks, too. */
function outputsOf(type: TaskType): { readonly [key: string]: string } {
  return 'expand' in type ? { ...type.outputs, ...OF_COMPOSED } : (type.outputs ?? {})
}

const OF_COMPOSED = { results: 'The results of the tasks that it consists of, in their order, as a list.' }

function describeParam(name: string, schema: z.ZodType): Omit<ParamEntry, 'aliases'> {
  const { description = '', examples } = schema.meta() ?? {}
  const { success, data } = schema.safeParse(undefined)
  return {
    name,
    isRequired: !success,
    about: description.endsWith('.') ? description : `${description}.`,
    choices: choicesOf(schema),
    ...(data === undefined ? {} : { default: data }),
    examples: Array.isArray(examples) ? examples : [],
  }
}

function choicesOf(schema: z.ZodType): string[] {
  const inner = innerOf(schema)
  return 'options' in inner && Array.isArray(inner.options) && inner.options.every(isWord)
    ? inner.options
    : []
}

function isWord(value: unknown): value is string {
  return typeof value === 'string'
}

/** A schema without what makes it optional or gives it a default. */
function innerOf(schema: z.ZodType): z.ZodType {
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? innerOf(schema.unwrap()) : schema
}
