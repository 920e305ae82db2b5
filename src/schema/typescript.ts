import type { JsonSchema } from './json-schema.ts'

/**
 * Converts a JSON Schema of the kind that task types have to a TypeScript type; parts that it does not describe
 * become `unknown`.
 */
export function typeText(schema: JsonSchema): string {
  return union(typesOf(schema))
}

/** Returns the alternatives of a union type. */
function typesOf(schema: JsonSchema): string[] {
  const { const: only, enum: words, anyOf, oneOf, type, pattern } = schema
  if (only !== undefined) return [JSON.stringify(only)]
  if (Array.isArray(words)) return words.map(word => JSON.stringify(word))
  const choices = anyOf ?? oneOf
  if (Array.isArray(choices)) return choices.flatMap(each => typesOf(each))
  if (Array.isArray(type)) return type.flatMap(each => typesOf({ ...schema, type: each }))
  // A string with the template pattern has the type `Template`.
  if (type === 'string') return [pattern === TEMPLATE_PATTERN ? 'Template' : 'string']
  if (type === 'integer' || type === 'number') return ['number']
  if (type === 'boolean' || type === 'null') return [type]
  if (type === 'array') return [`readonly (${isSchema(schema.items) ? typeText(schema.items) : 'unknown'})[]`]
  return [type === 'object' ? objectText(schema) : 'unknown']
}

function union(types: readonly string[]): string {
  const all = [...new Set(types)]
  if (all.includes('unknown')) return 'unknown'
  // `string` includes all templates.
  return all.filter(each => each !== 'Template' || !all.includes('string')).join(' | ')
}

/** Returns the members of a type, each with its description and default as a docstring. */
export function membersText(
  properties: Readonly<Record<string, JsonSchema>>,
  required: ReadonlySet<string>,
): string {
  return Object.entries(properties)
    .map(([name, schema]) => {
      const { description, default: fallback } = schema
      const isDefault = fallback !== undefined && fallback !== null
      const about = [description, ...(isDefault ? [`Default: ${JSON.stringify(fallback)}.`] : [])]
      const text = about.filter(Boolean).join(' ').replaceAll('*/', '*\\/')
      const comment = text === '' ? '' : `/** ${text} */\n`
      // Any value may be an expression (`Tagged`).
      return `${comment}readonly ${keyText(name)}${required.has(name) ? '' : '?'}: ${union([...typesOf(schema), 'Tagged'])}\n`
    })
    .join('')
}

function objectText({ properties, additionalProperties, required }: JsonSchema): string {
  if (isSchema(properties)) {
    const names = Array.isArray(required) ? required.map(String) : []
    return `{\n${membersText(properties as Record<string, JsonSchema>, new Set(names))}}`
  }
  const value = isSchema(additionalProperties) ? typeText(additionalProperties) : 'unknown'
  return value === 'unknown' ? 'object' : `Readonly<Record<string, ${value}>>`
}

/** The pattern by which `allowTemplates` marks a template in place of another type. */
const TEMPLATE_PATTERN = '\\{\\{'

function keyText(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? name : JSON.stringify(name)
}

function isSchema(value: unknown): value is JsonSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
