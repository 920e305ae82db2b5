import { JinjaError } from './error.ts'

const MAX_SIZE = 20_000_000

/** What a template has written so far. */
export class Output {
  text = ''
  /** How many pieces it was written in, so that one whose text must stay text is found. */
  #pieces = 0
  #staysText = false

  /** Throws JinjaError for more than a file can reasonably have. */
  write(text: string, staysText = false): void {
    this.#pieces += 1
    this.#staysText = staysText
    this.text += text
    if (this.text.length > MAX_SIZE)
      throw new JinjaError(`the text is longer than ${MAX_SIZE} characters, and was stopped`)
  }

  /** Whether nothing was written, not even an empty text. */
  get isEmpty(): boolean {
    return this.#pieces === 0
  }

  /** Whether it is one piece, of a filter such as `to_json` that makes text. */
  get staysText(): boolean {
    return this.#pieces === 1 && this.#staysText
  }
}
