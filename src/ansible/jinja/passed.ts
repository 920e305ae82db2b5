import { JinjaError } from './error.ts'
import { describe } from './text.ts'
import { type ArgumentValues, amount, used } from './values.ts'

/** The arguments of a method, filter or function, read by position or by name. */
export class Passed {
  readonly #what: string
  readonly #given: ArgumentValues

  constructor(what: string, given: ArgumentValues) {
    this.#what = what
    this.#given = given
  }

  get count(): number {
    return this.#given.positional.length
  }

  get all(): readonly unknown[] {
    return this.#given.positional
  }

  get named(): ReadonlyMap<string, unknown> {
    return this.#given.named
  }

  /**
   * Returns a copy with each value replaced. `replace` gets the index of a positional value, or the name of a
   * named one.
   */
  mapped(replace: (index: number | undefined, name: string | undefined, value: unknown) => unknown): Passed {
    return new Passed(this.#what, {
      positional: this.all.map((value, index) => replace(index, undefined, value)),
      named: new Map([...this.named].map(([name, value]) => [name, replace(undefined, name, value)])),
    })
  }

  has(index: number, name: string): boolean {
    return index < this.#given.positional.length || this.#given.named.has(name)
  }

  /** Returns the value without a check; it may be an `Undefined`. */
  raw(index: number, name: string): unknown {
    return index < this.#given.positional.length ? this.#given.positional[index] : this.#given.named.get(name)
  }

  value(index: number, name: string, fallback?: unknown): unknown {
    if (this.has(index, name)) return used(this.raw(index, name))
    if (fallback !== undefined) return fallback
    throw new JinjaError(`\`${this.#what}\` needs \`${name}\``)
  }

  text(index: number, name: string, fallback?: string): string {
    const value = this.value(index, name, fallback)
    if (typeof value === 'string') return value
    throw new JinjaError(`\`${name}\` of \`${this.#what}\` must be a string, got ${describe(value)}`)
  }

  integer(index: number, name: string, fallback?: number): number {
    const value = this.value(index, name, fallback)
    const found = amount(value)
    if (found !== undefined && Number.isInteger(found)) return found
    throw new JinjaError(`\`${name}\` of \`${this.#what}\` must be a whole number, got ${describe(value)}`)
  }
}
