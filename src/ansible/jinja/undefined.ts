import { type JinjaPlace, missingIn, type Origin, placeOf, UndefinedError } from './error.ts'

/** A value that does not exist. Its attributes do not exist either; any use but a test or `default` throws UndefinedError. */
export class Undefined {
  readonly message: string
  readonly #more: UndefinedDetails
  /** True for the result of a false inline `if` without `else`, which can be used like an empty string. */
  readonly isEmpty: boolean = false

  constructor(message: string, more: UndefinedDetails = {}) {
    this.message = message
    this.#more = more
  }

  /** Returns this value with the place of its first use, unless it has a place already. */
  at(offset: number, origin: Origin): Undefined {
    if (this.#more.place || this.isEmpty) return this
    return new Undefined(this.message, { ...this.#more, place: placeOf(offset, origin) })
  }

  /** The name of the variable that does not exist; undefined if the missing value is not a variable. */
  get variable(): string | undefined {
    return this.#more.variable
  }

  fail(): never {
    throw new UndefinedError(this.message, this.#more)
  }
}

interface UndefinedDetails {
  readonly hint?: string | undefined
  readonly variable?: string | undefined
  readonly ansibleMessage?: string | undefined
  readonly place?: JinjaPlace
}

/** The result of a false inline `if` without `else`. Jinja writes nothing for it, even in strict mode. */
export class EmptyUndefined extends Undefined {
  override readonly isEmpty = true
}

/** A variable whose value depends on something that does not exist. */
class BrokenVariable extends Undefined {
  readonly #error: Error
  readonly #missing: UndefinedError

  constructor(error: Error, missing: UndefinedError) {
    super(error.message)
    this.#error = error
    this.#missing = missing
  }

  override at(): this {
    return this
  }

  override fail(): never {
    const { hint, ansibleMessage } = this.#missing
    throw new UndefinedError(this.message, { hint, ansibleMessage, cause: this.#error })
  }
}

/**
 * Returns the value of a variable. If the value depends on something that does not exist, returns an
 * `Undefined`, as ansible-core does since 2.14.
 */
export function valueOrUndefined(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    const missing = missingIn(error)
    if (!missing || !(error instanceof Error)) throw error
    return new BrokenVariable(error, missing)
  }
}
