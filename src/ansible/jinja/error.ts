import { InputError } from '../../errors.ts'

/** Where the text of a template comes from. */
export interface Origin {
  readonly source: string
  /** The file, if it is a whole one. */
  readonly file: string | undefined
  /** Where in the text the template begins, if not at its start. */
  readonly start?: number
}

/** The place of an error in a template. */
export interface JinjaPlace {
  /** The offset in the template's text. */
  readonly at: number
  /** Line and column count from 1. */
  readonly line: number
  readonly column: number
  /** The file of the template, if it is one: that of an included template, if the error is in there. */
  readonly file: string | undefined
}

interface Details {
  /** What to do next, in one sentence. */
  readonly hint?: string | undefined
  readonly place?: JinjaPlace | undefined
  readonly cause?: unknown
  /** The variable that does not exist, if it is one. */
  readonly variable?: string | undefined
  /** The message of ansible-core or Jinja2 for it, which projects look for in `msg` of a registered result. */
  readonly ansibleMessage?: string | undefined
}

/** What is wrong with a template. */
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

/** Thrown by the use of a value that does not exist; `default` and `is defined` are not uses. */
export class UndefinedError extends JinjaError {
  override readonly name = 'UndefinedError'
}

/** The error of the value that does not exist, if an error says that Jinja was asked for one. */
export function missingIn(error: unknown): UndefinedError | undefined {
  for (let at = error; at instanceof InputError || at instanceof JinjaError; at = at.cause)
    if (at instanceof UndefinedError) return at
  return undefined
}

/** Thrown while a template is read: an offset is all that is known of its place. */
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
 * An error at its place in a template, unless it has one already. What a function found wrong becomes a JinjaError; errors that
 * say nothing of the template, such as UnknownValueError, stay what they are.
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
  // JavaScript's stack is full.
  if (error instanceof RangeError)
    return new JinjaError('this is nested too deeply', { cause: error, place: placeOf(at, origin) })
  return error
}

/** A fault of the syntax as an error with its place. */
export function syntaxError(error: unknown, origin: Origin): unknown {
  if (error instanceof RangeError)
    return new JinjaError('this is nested too deeply', { cause: error, place: placeOf(0, origin) })
  if (!(error instanceof SyntaxFault)) return error
  return new JinjaError(error.message, { hint: error.hint, place: placeOf(error.at, origin) })
}

/** The place of an offset. */
export function placeOf(offset: number, { source, file, start = 0 }: Origin): JinjaPlace {
  const at = start + offset
  const before = source.slice(0, at).split('\n')
  return { at, line: before.length, column: (before.at(-1) ?? '').length + 1, file }
}
