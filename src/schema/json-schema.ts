/** A JSON Schema of draft 7, which all editors read. Source: https://json-schema.org/draft-07/json-schema-validation */
export type JsonSchema = { readonly [keyword: string]: unknown }

/** The `$schema` of a whole document. */
export const DRAFT = 'http://json-schema.org/draft-07/schema#'

/** A template or an expression, which may stand for a value of any type. */
const TEMPLATE: JsonSchema = { type: 'string', pattern: '\\{\\{' }

/** A schema that also allows a template wherever it asks for something else than text. */
export function allowTemplates(schema: JsonSchema): JsonSchema {
  const inner = Object.fromEntries(
    Object.entries(schema).map(([keyword, value]) => [keyword, inside(keyword, value)]),
  )
  return takesTemplates(schema) ? inner : orTemplate(inner)
}

/** Keywords of schemas that hold one other schema, and those that hold several. */
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

/** Whether any text is allowed already; a choice of schemas is left to these. */
function takesTemplates({ type, enum: words, pattern, ...others }: JsonSchema): boolean {
  if ('const' in others) return false
  if (type === undefined && words === undefined) return true
  const types = [type].flat()
  return types.includes('string') && words === undefined && pattern === undefined
}

/** What is said about a value stays outside, so that editors show it. */
function orTemplate({ description, default: fallback, examples, ...schema }: JsonSchema): JsonSchema {
  return {
    ...(description === undefined ? {} : { description }),
    ...(fallback === undefined ? {} : { default: fallback }),
    ...(examples === undefined ? {} : { examples }),
    anyOf: [schema, TEMPLATE],
  }
}
