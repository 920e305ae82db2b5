import { z } from 'zod'
import type { TaskType } from '../authoring/define.ts'
import { describeTaskType, type ParamEntry } from '../doc/task-type.ts'
import { fromZod } from './from-zod.ts'
import { allowTemplates, type JsonSchema } from './json-schema.ts'

/**
 * Returns the schema for the params of a task type in a task: a map, the text of its shorthand, or nothing if no
 * param is required.
 */
export function taskTypeSchema(name: string, type: TaskType): JsonSchema {
  const { summary, example, shorthand, params } = describeTaskType(name, type)
  const isOptional = params.every(({ isRequired }) => !isRequired)
  const about = { description: summary, markdownDescription: `${summary}\n\n\`\`\`yaml\n${example}\n\`\`\`` }
  // The params may also be written as one text of `key=value` pairs.
  const others = [{ type: 'string' }, ...(isOptional ? [{ type: 'null' }] : [])]
  const shorthands = shorthand === undefined ? [] : [shorthandSchema(type, shorthand)]
  return { ...about, anyOf: [paramsSchema(type, params), ...shorthands, ...others] }
}

/** Returns the schemas of the params by name, including aliases. */
export function paramProperties(type: TaskType, params: readonly ParamEntry[]): Record<string, JsonSchema> {
  return Object.fromEntries(
    params.flatMap(param => {
      const schema = paramSchema(type, param)
      const aliases = param.aliases.map(alias => [
        alias,
        { ...schema, description: `The same as \`${param.name}\`.` },
      ])
      return [[param.name, schema], ...aliases]
    }),
  )
}

function paramsSchema(type: TaskType, params: readonly ParamEntry[]): JsonSchema {
  const properties = paramProperties(type, params)
  const required = params
    .filter(({ isRequired }) => isRequired)
    .map(({ name, aliases }) =>
      aliases.length === 0
        ? { required: [name] }
        : { anyOf: [name, ...aliases].map(each => ({ required: [each] })) },
    )
  const { catchall } = type.params.def
  const isOpen = catchall !== undefined && !(catchall instanceof z.ZodNever)
  return {
    type: 'object',
    properties,
    additionalProperties: isOpen,
    ...(required.length === 0 ? {} : { allOf: required }),
  }
}

function paramSchema(type: TaskType, { name, about, examples, ...param }: ParamEntry): JsonSchema {
  const { description: _, ...schema } = fromZod(type.params.shape[name])
  return {
    ...allowTemplates(schema),
    description: about,
    ...('default' in param ? { default: param.default } : {}),
    ...(examples.length > 0 ? { examples } : {}),
  }
}

function shorthandSchema(type: TaskType, name: string): JsonSchema {
  return allowTemplates(fromZod(type.params.shape[name]))
}
