import { JinjaError, missingIn, UndefinedError } from '../ansible/jinja/error.ts'
import { InputError, type Place } from '../errors.ts'
import { excerpt, placeWithin } from '../values/locate.ts'

/** What ansible-core makes of an error's first words where a text is used. */
export type Wording = (said: string, text: string, error: JinjaError) => string

/** Does what may find a template wrong. Throws InputError with the place of the error in its file. */
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

/** How ansible-core 2.14 words an error, by its first words, in a template that is the value of a param or variable. */
export function optionMessage(said: string, text: string, error: JinjaError): string {
  if (error instanceof UndefinedError)
    return `The task includes an option with an undefined variable. The error was: ${said}. ${said}`
  return said.startsWith('unsupported operand')
    ? `Unexpected templating type error occurred on (${text}): ${said}. ${said}`
    : said
}

/** The same in a condition. */
export function conditionMessage(said: string, text: string): string {
  return `The conditional check '${text}' failed. The error was: error while evaluating conditional (${text}): ${said}`
}

/** Whether an error says that Jinja was asked for something that does not exist. */
export function isAboutMissing(error: unknown): boolean {
  return missingIn(error) !== undefined
}
