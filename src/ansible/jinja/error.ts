import { InputError } from '../../errors.ts'

/** The source of a template: the text, and the file if there is one. */
export interface Origin {
  readonly source: string
  /** The file, if the text is the whole content of a template file. */
  readonly file: string | undefined
  /** The offset in `source` at which the template begins; 0 if absent. */
  readonly start?: number
}

/** The position of an error in a template. */
export interface JinjaPlace {
  /** The offset in the template's text. */
  readonly at: number
  /** Line and column count from 1. */
  readonly line: number
  readonly column: number
  /**
   * The template file in which the error is, which may be an included one. Undefined if the text is not from a
   * template file.
   */
  readonly file: string | undefined
}

interface Details {
  /** What to do next, in one sentence. */
  readonly hint?: string | undefined
  readonly place?: JinjaPlace | undefined
  readonly cause?: unknown
  /** The variable that does not exist, if the error is about a missing variable. */
  readonly variable?: string | undefined
  /**
   * The message that ansible-core or Jinja2 has for this error. Projects search for it in `msg` of a registered
   * result.
   */
  readonly ansibleMessage?: string | undefined
}

/** An error in a template, found when it is parsed or rendered. */
export class JinjaError extends Error {
  override readonly name: string = 'JinjaError'
  readonly hint: string | undefined
  readonly place: JinjaPlace | undefined
  readonly variable: string | undefined
  readonly ansibleMessage: string | undefined

  constructor(message: string, details: Details = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause })
    this.hint = details.hint
    this.place = details.place
    this.variable = details.variable
    this.ansibleMessage = details.ansibleMessage
  }
}

/**
 * Thrown when a value that does not exist is used. The filter `default` and the test `is defined` do not count
 * as a use.
 */
export class UndefinedError extends JinjaError {
  override readonly name = 'UndefinedError'
}

/** Returns the UndefinedError that caused an error, or undefined if the error has another cause. */
export function missingIn(error: unknown): UndefinedError | undefined {
  for (let at = error; at instanceof InputError || at instanceof JinjaError; at = at.cause)
    if (at instanceof UndefinedError) return at
  return undefined
}

/**
 * Returns what a lookup itself says in the message of ansible-core for its failure. Loops such as `with_file` report only that. Any other message is
 * returned unchanged.
 */
export function saidByPlugin(message: string): string {
  return /, original message: (.*)\. \1$/s.exec(message)?.[1] ?? message
}

/** Thrown while a template is parsed. Contains only the offset; `syntaxError` adds the place. */
export class SyntaxFault extends Error {
  readonly at: number
  readonly hint: string | undefined

  constructor(message: string, at: number, hint?: string) {
    super(message)
    this.at = at
    this.hint = hint
  }
}

/**
 * Adds a place to an error that has none. An InputError of a function becomes a JinjaError; errors that do not
 * concern the template, such as UnknownValueError, are returned unchanged.
 */
export function placeError(error: unknown, at: number, origin: Origin): unknown {
  if (error instanceof JinjaError) {
    if (error.place) return error
    const { hint, cause, variable, ansibleMessage } = error
    const Same = error instanceof UndefinedError ? UndefinedError : JinjaError
    return new Same(error.message, { hint, cause, variable, ansibleMessage, place: placeOf(at, origin) })
  }
  if (error instanceof InputError) {
    const isMissing = 'code' in error && error.code === 'no_such_key'
    const Kind = isMissing ? UndefinedError : JinjaError
    const { message, hint, ansibleMessage } = error
    return new Kind(message, { hint, ansibleMessage, cause: error, place: placeOf(at, origin) })
  }
  // JavaScript throws RangeError if its stack overflows.
  if (error instanceof RangeError)
    return new JinjaError('this is nested too deeply', { cause: error, place: placeOf(at, origin) })
  return error
}

/** Converts a SyntaxFault to a JinjaError with its place. Returns other errors unchanged. */
export function syntaxError(error: unknown, origin: Origin): unknown {
  if (error instanceof RangeError)
    return new JinjaError('this is nested too deeply', { cause: error, place: placeOf(0, origin) })
  if (!(error instanceof SyntaxFault)) return error
  return new JinjaError(error.message, { hint: error.hint, place: placeOf(error.at, origin) })
}

/** Converts an offset to a place. */
export function placeOf(offset: number, { source, file, start = 0 }: Origin): JinjaPlace {
  const at = start + offset
  const before = source.slice(0, at).split('\n')
  return { at, line: before.length, column: (before.at(-1) ?? '').length + 1, file }
}
