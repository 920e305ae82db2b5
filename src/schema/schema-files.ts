import type { JsonSchema } from './json-schema.ts'

/** Where editors of a project find its schemas. */
export const SCHEMA_FOLDER = '.drover/schemas'

/** A schema as its file has it. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 1)}\n`
}
