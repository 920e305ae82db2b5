import { inspect } from 'node:util'
import type { Place } from '../errors.ts'
import { beginningsOf, type MaskStream, maskRanges, maskStream, secretForms } from './mask-text.ts'

/** A secret value. Its conversions to text and JSON, and its inspection, show `***`; only `reveal` returns the text. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** Returns the text of the secret. Use it only where the secret is sent to a host. */
  reveal(): string {
    return this.#text
  }

  toString(): string {
    return '***'
  }

  // safety: a secret is serialized to JSON as `***`
  toJSON(): string {
    return '***'
  }

  // safety: `util.inspect` shows a secret as `***`
  [inspect.custom](): string {
    return '***'
  }
}

/** Decrypts secrets, and runs the programs that print secrets, for a whole run. Each method throws InputError. */
export interface Keys {
  /** Returns whether a text is encrypted. */
  readonly isSealed: (text: string) => boolean
  /** Decrypts a text. */
  readonly open: (text: string, place: Place) => string
  /** Runs a program on the controller, once, and returns its output without the final line break. */
  readonly printed: (words: readonly string[], place: Place) => string
}

/** All secrets of a run. Everything that leaves the process passes through `mask` first. */
export class Masks {
  readonly #secrets = new Set<string>()
  /** Forms by their first three characters, longest first, so that a text is searched only once. */
  readonly #forms = new Map<string, string[]>()
  #longest = 0
  /** Created when it is first needed, because most runs add all their secrets first. */
  #beginnings: RegExp | undefined

  /**
   * Adds a secret. A text under four characters is not masked, because it would hide ordinary words. In a text of
   * several lines, such as a private key, each line of sixteen characters or more is masked separately too.
   */
  add(text: string): void {
    if (this.#secrets.has(text)) return
    this.#secrets.add(text)
    for (const form of secretForms(text)) this.#addForm(form)
  }

  /**
   * Returns the text with every known secret replaced by `***`, also in its JSON, shell, URL, HTML, base64 and hex
   * forms.
   */
  mask(text: string): string {
    return this.#forms.size === 0 ? text : maskRanges(text, this.#forms, this.#finder()).text
  }

  /**
   * Returns a stream that masks text in pieces, even if a secret is split between two. It holds back no more text
   * than necessary.
   */
  stream(): MaskStream {
    return maskStream(
      this.#forms,
      () => this.#longest,
      () => this.#finder(),
    )
  }

  #finder(): RegExp {
    this.#beginnings ??= beginningsOf(this.#forms)
    return this.#beginnings
  }

  #addForm(form: string): void {
    const key = form.slice(0, 3)
    const known = this.#forms.get(key) ?? []
    if (known.includes(form)) return
    this.#forms.set(
      key,
      [...known, form].sort((one, other) => other.length - one.length),
    )
    this.#beginnings = undefined
    this.#longest = Math.max(this.#longest, form.length)
  }
}
