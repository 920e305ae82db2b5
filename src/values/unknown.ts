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
