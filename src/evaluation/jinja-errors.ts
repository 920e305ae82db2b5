import { JinjaError, missingIn, UndefinedError } from '../ansible/jinja/error.ts'
import { InputError, type Place } from '../errors.ts'
import { excerpt, placeWithin } from '../values/locate.ts'

/**
 * Returns ansible-core's message for an error. `said` is the message of the error itself, `text` the template or
 * condition.
 */
export type Wording = (said: string, text: string, error: JinjaError) => string

/** Runs `work` and converts a JinjaError to an InputError with its place in the file. */
export function placed<T>(text: string, place: Place, work: () => T, wording?: Wording): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof JinjaError)) throw error
    throw asInputError(error, text, place, wording)
  }
}

function asInputError(error: JinjaError, text: string, place: Place, wording?: Wording): InputError {
  const { message, hint, ansibleMessage: said, place: at } = error
  const ansibleMessage = said !== undefined && wording ? wording(said, text, error) : said
  const details = { hint, ansibleMessage, cause: error }
  if (at === undefined) return new InputError(message, { ...details, place })
  if (at.file !== undefined) {
    const { file, line, column } = at
    return new InputError(message, { ...details, place: { file, line, column } })
  }
  return new InputError(`${message}${excerpt(text, at.at)}`, {
    ...details,
    place: placeWithin(place, text, at.at),
  })
}

/** Returns the message of ansible-core 2.14 for an error in a template that is the value of a param or variable. */
export function optionMessage(said: string, text: string, error: JinjaError): string {
  if (error instanceof UndefinedError)
    return `The task includes an option with an undefined variable. The error was: ${said}. ${said}`
  return said.startsWith('unsupported operand')
    ? `Unexpected templating type error occurred on (${text}): ${said}. ${said}`
    : said
}

/** Returns the message of ansible-core 2.14 for an error in a condition. */
export function conditionMessage(said: string, text: string, error: JinjaError): string {
  const isMissing = error instanceof UndefinedError
  const reason = isMissing ? `error while evaluating conditional (${text}): ${said}` : said
  return `The conditional check '${text}' failed. The error was: ${reason}`
}

/** Whether an error means that a Jinja expression refers to something that does not exist. */
export function isAboutMissing(error: unknown): boolean {
  return missingIn(error) !== undefined
}
