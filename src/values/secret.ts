import { inspect } from 'node:util'

/** A value that never shows itself: text, JSON and inspection give `***`; only `reveal` gives the text. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The secret itself, for the one place that sends it to a host. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '***'
  }

  toJSON(): string {
    return '***'
  }

  [inspect.custom](): string {
    return '***'
  }
}

/** Every secret text of a run: what leaves the process passes through `mask` first. */
export class Masks {
  readonly #texts = new Set<string>()

  /** Texts under four characters are not masked: they would blot out ordinary words. */
  add(text: string): void {
    if (text.length >= 4) this.#texts.add(text)
  }

  /** The same text with every known secret replaced by `***`, also in its JSON form. */
  mask(text: string): string {
    let masked = text
    for (const secret of this.#texts) {
      for (const form of [secret, JSON.stringify(secret).slice(1, -1)])
        masked = masked.replaceAll(form, '***')
    }
    return masked
  }
}
