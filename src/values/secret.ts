import { inspect } from 'node:util'
import type { Place } from '../errors.ts'
import { beginningsOf, type MaskStream, maskRanges, maskStream, secretForms } from './mask-text.ts'

/** A value that is never shown. Text, JSON and inspection give `***`. Only `reveal` returns the text. */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  /** The text of the secret. Use it only where the secret is sent to a host. */
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

/** What opens secrets that are kept elsewhere, for a whole run. Each method throws InputError. */
export interface Keys {
  /** Whether a text is encrypted. */
  readonly isSealed: (text: string) => boolean
  /** The text that was encrypted. */
  readonly open: (text: string, place: Place) => string
  /** What a program of the controller prints, without the line break at its end; it is run once. */
  readonly printed: (words: readonly string[], place: Place) => string
}

/** Every secret text of a run: what leaves the process passes through `mask` first. */
export class Masks {
  readonly #secrets = new Set<string>()
  /** Forms by their first three characters, longest first: a text of any length is looked through once. */
  readonly #forms = new Map<string, string[]>()
  #longest = 0
  /** Made when it is needed: most runs add all their secrets first. */
  #beginnings: RegExp | undefined

  /**
   * Texts under four characters are not masked: they would blot out ordinary words. Of a text of several lines, such as
   * a private key, each line of sixteen characters or more is masked by itself too.
   */
  add(text: string): void {
    if (this.#secrets.has(text)) return
    this.#secrets.add(text)
    for (const form of secretForms(text)) this.#addForm(form)
  }

  /** The same text with every known secret as `***`, also in its JSON, shell, URL, HTML, base64 and hex forms. */
  mask(text: string): string {
    return this.#forms.size === 0 ? text : maskRanges(text, this.#forms, this.#finder()).text
  }

  /** Masks text that comes in pieces, also if a secret is cut in two; holds back no more than it must. */
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
