/** What is wrong with a template, and at which offset of its text. */
export class JinjaError extends Error {
  override readonly name: string = 'JinjaError'
  readonly at: number | undefined
  readonly hint: string | undefined

  constructor(message: string, at?: number, hint?: string) {
    super(message)
    this.at = at
    this.hint = hint
  }
}

/** Thrown by the use of a value that does not exist; `default` and `is defined` are not uses. */
export class UndefinedError extends JinjaError {
  override readonly name = 'UndefinedError'
}
