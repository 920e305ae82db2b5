import { JinjaError } from './error.ts'

const MAX_SIZE = 20_000_000

/** The text that a template has written so far. */
export class Output {
  text = ''
  /** The number of pieces written. Text must stay a string only if it is a single piece. */
  #pieces = 0
  #staysText = false

  /** Appends a piece of text. Throws JinjaError if the whole text exceeds the maximum size of a file. */
  write(text: string, staysText = false): void {
    this.#pieces += 1
    this.#staysText = staysText
    this.text += text
    if (this.text.length > MAX_SIZE)
      throw new JinjaError(`the text is longer than ${MAX_SIZE} characters, and was stopped`)
  }

  /** Whether nothing was written, not even an empty string. */
  get isEmpty(): boolean {
    return this.#pieces === 0
  }

  /** Whether the text is a single piece from a filter such as `to_json`, and must stay a string. */
  get staysText(): boolean {
    return this.#pieces === 1 && this.#staysText
  }
}
