/** Values of which each is kept once, by number. */
export class Interned<T> {
  readonly all: T[] = []
  readonly #numbers = new Map<string, number>()

  /** The number of the value with that key; `make` gives the value of a new key. */
  add(key: string, make: () => T): number {
    const known = this.#numbers.get(key)
    if (known !== undefined) return known
    const number = this.all.length
    this.#numbers.set(key, number)
    this.all.push(make())
    return number
  }
}
