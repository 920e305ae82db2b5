import { type JinjaPlace, missingIn, type Origin, placeOf, UndefinedError } from './error.ts'

/** A value that does not exist. Its attributes do not exist either; any use but a test or `default` throws UndefinedError. */
export class Undefined {
  readonly message: string
  readonly #more: UndefinedDetails
  /** True for what an inline `if` without `else` gives: it may be used, and is empty. */
  readonly isEmpty: boolean = false

  constructor(message: string, more: UndefinedDetails = {}) {
    this.message = message
    this.#more = more
  }

  /** The same, with the place at which it was met first. */
  at(offset: number, origin: Origin): Undefined {
    if (this.#more.place || this.isEmpty) return this
    return new Undefined(this.message, { ...this.#more, place: placeOf(offset, origin) })
  }

  /** The name of the variable that does not exist, if it is one. */
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

/** What an inline `if` without `else` gives if it is false: Jinja writes nothing for it, strict or not. */
export class EmptyUndefined extends Undefined {
  override readonly isEmpty = true
}

/** A variable that is made of something that does not exist. */
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

/** A variable's value; if it is made of something that does not exist, it does not exist either, as since ansible-core 2.14. */
export function valueOrUndefined(make: () => unknown): unknown {
  try {
    return make()
  } catch (error) {
    const missing = missingIn(error)
    if (!missing || !(error instanceof Error)) throw error
    return new BrokenVariable(error, missing)
  }
}
