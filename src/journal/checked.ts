import type { z } from 'zod'
import { InputError } from '../errors.ts'

/** Nothing that Drover writes is nested as deep. */
const MOST_DEPTH = 100

/** Text as JSON. Throws InputError if it is none. */
export function parseJson(text: string, what: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new InputError(`${what} is damaged: it is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** A value of that shape. Throws InputError, which says what of it is wrong, for anything else. */
export function checked<T>(value: unknown, schema: z.ZodType<T>, what: string): T {
  if (isTooDeep(value))
    throw new InputError(`${what} is damaged: it is nested more than ${MOST_DEPTH} levels deep`)
  const found = schema.safeParse(value)
  if (found.success) return found.data
  const [issue] = found.error.issues
  const at =
    issue?.path.map(part => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('') ?? ''
  throw new InputError(
    `${what} is damaged: ${at === '' ? '' : `\`${at.replace(/^\./, '')}\`: `}${issue?.message ?? ''}`,
  )
}

/** Ends at the limit: what is nested too deep would be too deep for whoever goes down into it. */
function isTooDeep(value: unknown, depth = 0): boolean {
  if (depth > MOST_DEPTH) return true
  if (typeof value !== 'object' || value === null) return false
  return Object.values(value).some(each => isTooDeep(each, depth + 1))
}
