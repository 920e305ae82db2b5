import { z } from 'zod'
import type { JsonSchema } from './json-schema.ts'

/** The JSON Schema of what a zod schema takes. What JSON Schema cannot say is left to the run: any value passes. */
export function fromZod(schema: unknown): JsonSchema {
  const { $schema: _, ...found } = z.toJSONSchema(schema as z.ZodType, {
    io: 'input',
    unrepresentable: 'any',
    target: 'draft-7',
  })
  return found
}
