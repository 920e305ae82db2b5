import { isEqual } from './compare.ts'
import { JinjaError } from './error.ts'
import { Undefined } from './undefined.ts'
import { Callable, tuple } from './values.ts'

const UNBOUND = Symbol('unbound')

/** The variable `loop` of a `for` statement. */
export class Loop {
  readonly #items: readonly unknown[]
  readonly #depth: number
  readonly recurse: ((items: unknown) => string) | undefined
  #index = -1
  #last: unknown = UNBOUND

  constructor(items: readonly unknown[], depth: number, recurse: ((items: unknown) => string) | undefined) {
    this.#items = items
    this.#depth = depth
    this.recurse = recurse
  }

  next(): void {
    this.#index += 1
  }

  attribute(name: string): unknown {
    const { length } = this.#items
    switch (name) {
      case 'index':
        return this.#index + 1
      case 'index0':
        return this.#index
      case 'revindex':
        return length - this.#index
      case 'revindex0':
        return length - this.#index - 1
      case 'first':
        return this.#index === 0
      case 'last':
        return this.#index === length - 1
      case 'length':
        return length
      case 'depth':
        return this.#depth
      case 'depth0':
        return this.#depth - 1
      case 'previtem':
        return this.#index === 0 ? new Undefined('there is no previous item') : this.#items[this.#index - 1]
      case 'nextitem':
        return this.#index === length - 1
          ? new Undefined('there is no next item')
          : this.#items[this.#index + 1]
      case 'cycle':
        return new Callable('cycle', ({ positional }) => {
          if (positional.length === 0) throw new JinjaError('`cycle` needs values')
          return positional[this.#index % positional.length]
        })
      case 'changed':
        return new Callable('changed', ({ positional }) => {
          const now = tuple(...positional)
          const isChanged = this.#last === UNBOUND || !isEqual(this.#last, now)
          this.#last = now
          return isChanged
        })
      default:
        return new Undefined(`\`loop\` has no \`${name}\``)
    }
  }
}
