import type { JsonSchema } from './json-schema.ts'

/** The folder in a project where editors find its schemas. */
export const SCHEMA_FOLDER = '.drover/schemas'

/** Returns the text of a schema file. */
export function schemaText(schema: JsonSchema): string {
  return `${JSON.stringify(schema, null, 1)}\n`
}
