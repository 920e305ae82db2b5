import type { z } from 'zod'
import type { TaskType } from '../authoring/define.ts'

/** A param of a task type, from its schema. */
export interface ParamEntry {
  readonly name: string
  readonly isRequired: boolean
  readonly about: string
  /** The allowed words; empty if other values are allowed. */
  readonly choices: readonly string[]
  /** The default as a JSON value; absent if there is none. */
  readonly default?: unknown
  readonly examples: readonly unknown[]
  readonly aliases: readonly string[]
}

/** The documentation of a task type, from its definition. */
export interface TaskTypeEntry {
  readonly name: string
  readonly summary: string
  /** An example of one task, in YAML. */
  readonly example: string
  /** The param that a task sets if its value is only a string. */
  readonly shorthand?: string
  readonly params: readonly ParamEntry[]
  readonly outputs: readonly OutputEntry[]
}

/** A key in the results of a task type. */
interface OutputEntry {
  readonly name: string
  readonly about: string
}

/** Returns the documentation of a task type, from which the task reference and `run doc` are made. */
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

/** Returns the descriptions of a type's outputs. A composed type also has the results of its tasks. */
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

/** Returns a schema without the wrappers that make it optional or give it a default. */
function innerOf(schema: z.ZodType): z.ZodType {
  return 'unwrap' in schema && typeof schema.unwrap === 'function' ? innerOf(schema.unwrap()) : schema
}
