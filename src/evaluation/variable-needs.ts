import type { Source } from '../errors.ts'
import { PendingValueError } from '../values/deferred.ts'
import { UnknownValueError } from '../values/unknown.ts'
import { namesIn } from './referenced-names.ts'
import type { Entry } from './scope.ts'

/** Finds the variables on which other variables depend, from the sources of their values. */
export class VariableNeeds {
  readonly #entryOf: (name: string) => Entry | undefined
  readonly #direct = new Map<string, ReadonlySet<string>>()

  constructor(entryOf: (name: string) => Entry | undefined) {
    this.#entryOf = entryOf
  }

  /** Returns the names and those of all variables that they depend on, whether they exist or not. */
  allOf(names: Iterable<string>): Set<string> {
    const found = new Set<string>()
    const visit = (some: Iterable<string>): void => {
      for (const name of some) {
        if (found.has(name)) continue
        found.add(name)
        visit(this.#directOf(name))
      }
    }
    visit(names)
    return found
  }

  /** Whether variables, and all that they depend on, are written in the project. */
  areWritten(names: Iterable<string>): boolean {
    return [...this.allOf(names)].every(name => this.#isWritten(name))
  }

  #isWritten(name: string): boolean {
    return this.#sourceOf(name) !== undefined || this.#knownEntry(name)?.isWritten === true
  }

  #directOf(name: string): ReadonlySet<string> {
    const known = this.#direct.get(name)
    if (known) return known
    const source = this.#sourceOf(name)
    const names = source ? namesIn(source) : new Set<string>()
    this.#direct.set(name, names)
    return names
  }

  #sourceOf(name: string): Source | undefined {
    const entry = this.#knownEntry(name)
    return entry && 'source' in entry ? entry.source : undefined
  }

  /** Returns a variable; undefined too if it is not known yet, because then it depends on no other variable. */
  #knownEntry(name: string): Entry | undefined {
    try {
      return this.#entryOf(name)
    } catch (error) {
      if (error instanceof PendingValueError || error instanceof UnknownValueError) return undefined
      throw error
    }
  }
}
