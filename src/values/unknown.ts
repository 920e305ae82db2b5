import { isLazy } from './lazy.ts'

/** A value that only a real run can produce. Every value that is derived from it is unknown too. */
export class Unknown {
  /** What the value depends on, for messages: `the output of "Read the token" (site.yml:12:5)`. */
  readonly reason: string
  /** Facts about the value that are known anyway, such as the number of certificates in a text. */
  readonly known: Readonly<Record<string, unknown>>

  constructor(reason: string, known: Readonly<Record<string, unknown>> = {}) {
    this.reason = reason
    this.known = known
  }

  /** Converting it to text throws an UnknownValueError, so that rendering stops. */
  toString(): string {
    throw new UnknownValueError(this)
  }

  toJSON(): string {
    return `unknown: ${this.reason}`
  }
}

/** Thrown when rendering or a check reads an unknown value. The engine then reports the task as unknown. */
export class UnknownValueError extends Error {
  override readonly name = 'UnknownValueError'
  readonly unknown: Unknown

  constructor(unknown: Unknown) {
    super(`unknown: depends on ${unknown.reason}`)
    this.unknown = unknown
  }
}

/** Returns the first unknown value inside a value; undefined if there is none. Lazy maps are not searched. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || isLazy(value)) return undefined
  for (const part of Object.values(value)) {
    const found = findUnknown(part)
    if (found) return found
  }
  return undefined
}

/** Ends a check in a dry run that needs a value known only in a real run: the task is unknown for that reason. */
export function onlyRunTells(what: string): never {
  throw new UnknownValueError(new Unknown(what))
}

/**
 * Returns what the host answers, or an `Unknown` if a dry run cannot know the answer. Other errors are thrown
 * unchanged.
 */
export async function orUnknownAnswer<T>(asked: Promise<T>): Promise<T | Unknown> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}

/**
 * Returns what `read` returns, or an `Unknown` if it reads a param that a dry run does not know. Other errors are
 * thrown unchanged.
 */
export function orUnknown<T>(read: () => T): T | Unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}

/** Returns the value itself. Throws UnknownValueError if it is an `Unknown`: the task is then reported as unknown. */
export function known<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  return value
}
