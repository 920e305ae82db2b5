import { isLazy } from './lazy.ts'

/** A value that only a real run can produce; whatever is made from it is unknown too. */
export class Unknown {
  /** Names what it depends on: `the output of "Read the token" (site.yml:12:5)`. */
  readonly reason: string
  /** What is known of it all the same, such as how many certificates a text will hold. */
  readonly known: Readonly<Record<string, unknown>>

  constructor(reason: string, known: Readonly<Record<string, unknown>> = {}) {
    this.reason = reason
    this.known = known
  }

  /** Any attempt to make text of it stops the rendering that tried. */
  toString(): string {
    throw new UnknownValueError(this)
  }

  toJSON(): string {
    return `unknown: ${this.reason}`
  }
}

/** Thrown by a rendering or a check that met an unknown value; the engine settles the task as unknown. */
export class UnknownValueError extends Error {
  override readonly name = 'UnknownValueError'
  readonly unknown: Unknown

  constructor(unknown: Unknown) {
    super(`unknown: depends on ${unknown.reason}`)
    this.unknown = unknown
  }
}

/** The first unknown anywhere inside a value, if there is one. Lazy maps are not looked into. */
export function findUnknown(value: unknown): Unknown | undefined {
  if (value instanceof Unknown) return value
  if (typeof value !== 'object' || value === null || Buffer.isBuffer(value) || isLazy(value)) return undefined
  for (const part of Object.values(value)) {
    const found = findUnknown(part)
    if (found) return found
  }
  return undefined
}

/** Stops a check of a dry run on what only the real run can tell: the task is unknown, because of that. */
export function onlyRunTells(what: string): never {
  throw new UnknownValueError(new Unknown(what))
}

/** What a question comes to; an unknown value where a dry run cannot answer it. */
export async function orUnknownAnswer<T>(asked: Promise<T>): Promise<T | Unknown> {
  try {
    return await asked
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}

/** What a read comes to; an unknown value where it is one. */
export function orUnknown<T>(read: () => T): T | Unknown {
  try {
    return read()
  } catch (error) {
    if (error instanceof UnknownValueError) return error.unknown
    throw error
  }
}

/** Throws UnknownValueError for a value that is not known. */
export function known<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownValueError(value)
  return value
}
