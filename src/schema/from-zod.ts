import { z } from 'zod'
import type { JsonSchema } from './json-schema.ts'

/**
 * Returns the JSON Schema for the input of a zod schema. Rules that JSON Schema cannot express are left to the run:
 * any value is accepted.
 */
export function fromZod(schema: unknown): JsonSchema {
  const { $schema: _, ...found } = z.toJSONSchema(schema as z.ZodType, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-7',
  })
  return found
}
