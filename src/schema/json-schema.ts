/**
 * A JSON Schema of draft 7, which all editors support. Source:
 * https://json-schema.org/draft-07/json-schema-validation
 */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The `$schema` of a whole document. */
export const DRAFT = 'http://json-schema.org/draft-07/schema#'

/** A template or expression, which can take the place of a value of any type. */
const TEMPLATE: JsonSchema = { type: 'string', pattern: '\\{\\{' }

/** Returns a schema that also allows a template in place of any value that is not text. */
export function allowTemplates(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, inside(keyword, value)]),
  )
  return takesTemplates(schema) ? inner : orTemplate(inner)
}

/** Keywords whose value is one schema, a list of schemas, or schemas by name. */
const ONE = new Set(['items', 'additionalProperties', 'not'])
const LISTS = new Set(['anyOf', 'oneOf', 'allOf'])
const MAPS = new Set(['properties', 'patternProperties'])

function inside(keyword: string, value: unknown): unknown {
  if (ONE.has(keyword) && isSchema(value)) return allowTemplates(value)
  if (LISTS.has(keyword) && Array.isArray(value))
    return value.map(each => (isSchema(each) ? allowTemplates(each) : each))
  if (!MAPS.has(keyword) || !isSchema(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, isSchema(each) ? allowTemplates(each) : each]),
  )
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Whether a schema already allows any text. For a choice of schemas, true: templates are added to its branches. */
function takesTemplates({ type, enum: words, pattern, ...others }: JsonSchema): boolean {
  if ('const' in others) return false
  if (type === undefined && words === undefined) return true
  const types = [type].flat()
  return types.includes('string') && words === undefined && pattern === undefined
}

/**
 * Adds a template as an alternative. Description, default and examples stay outside of the choice, so that editors
 * show them.
 */
function orTemplate({ description, default: fallback, examples, ...schema }: JsonSchema): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(examples === undefined ? {} : { examples }),
    anyOf: [schema, TEMPLATE],
  }
}
