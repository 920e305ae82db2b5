import type { z } from 'zod'
import { InputError } from '../errors.ts'

/** The maximum nesting depth of a value; Drover writes nothing that is nested deeper. */
const MAX_DEPTH = 100

/** Parses JSON. Throws InputError if the text is not valid JSON. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError(`${what} is damaged: it is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** Checks a value against a schema and returns it. Throws InputError with the first error otherwise. */
export function checked<T>(value: unknown, schema: z.ZodType<T>, what: string): T {
  if (isTooDeep(value))
    throw new InputError(`${what} is damaged: it is nested more than ${MAX_DEPTH} levels deep`)
  const found = schema.safeParse(value)
  if (found.success) return found.data
  const [issue] = found.error.issues
  const at =
    issue?.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  throw new InputError(
    `${what} is damaged: ${at === '' ? '' : `\`${at.replace(/^\./, '')}\`: `}${issue?.message ?? ''}`,
  )
}

/** Whether a value is nested deeper than the limit. Such a value could exceed the stack of recursive code. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (depth > MAX_DEPTH) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(each => isTooDeep(each, depth + 1))
}
