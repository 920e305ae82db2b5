/** A list that stores equal values once, and gives each a number. */
export class Interned<T> {
  readonly all: T[] = []
  readonly #numbers = new Map<string, number>()

  /** Returns the number of the value with this key; `make` returns the value for a new key. */
  add(key: string, make: () => T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.all.length
    this.#numbers.set(key, number)
    this.all.push(make())
    return number
  }
}
