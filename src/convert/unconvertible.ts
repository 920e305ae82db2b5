/**
 * Thrown for an expression, statement or value that has no equivalent in Drover's own language. The message names
 * it.
 */
export class Unconvertible extends Error {
  /** Whether Drover lacks it altogether, in both languages. */
  readonly isMissing: boolean
  /** The line in the template, counted from 1, if it is known. */
  readonly line: number | undefined

  constructor(message: string, { isMissing = false, line }: { isMissing?: boolean; line?: number } = {}) {
    super(message)
    this.isMissing = isMissing
    this.line = line
  }
}
