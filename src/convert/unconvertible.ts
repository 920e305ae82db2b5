/** Thrown for what has no equivalent in Drover's own language; the message names it. */
export class Unconvertible extends Error {
  /** Whether it does not exist in Drover at all. */
  readonly isMissing: boolean
  /** The line of a template, counted from 1, if it is known. */
  readonly line: number | undefined

  constructor(message: string, { isMissing = false, line }: { isMissing?: boolean; line?: number } = {}) {
    super(message)
    this.isMissing = isMissing
    this.line = line
  }
}
